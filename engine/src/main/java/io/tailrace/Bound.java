package io.tailrace;

import io.tailrace.document.KeyExtreme;
import io.tailrace.query.QueryText;

/**
 * An end of a range of keys. A plain key as the lower bound of {@code between} is closed, as the upper one open, as in
 * RethinkDB.
 *
 * @param key the key, {@link #MINVAL} or {@link #MAXVAL}, also inside a list
 * @param isClosed whether the key itself is in the range
 */
public record Bound(Object key, boolean isClosed) {
    /** Below every key. */
    public static final Object MINVAL = KeyExtreme.MINVAL;

    /** Above every key. */
    public static final Object MAXVAL = KeyExtreme.MAXVAL;

    /**
     * {@return a bound that is in the range}
     *
     * @param key a key
     */
    public static Bound closed(Object key) {
        return new Bound(key, true);
    }

    /**
     * {@return a bound that is not in the range}
     *
     * @param key a key
     */
    public static Bound open(Object key) {
        return new Bound(key, false);
    }

    /** The bound as it is written in Java. */
    @Override
    public String toString() {
        return (isClosed ? "Bound.closed(" : "Bound.open(") + QueryText.value(key) + ")";
    }
}
