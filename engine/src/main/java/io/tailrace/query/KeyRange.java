package io.tailrace.query;

import java.util.Arrays;

/**
 * Keys between two bounds, in comparable encoding and unsigned byte order. Bounds need not be keys themselves: a closed
 * upper bound is the place after a key, an open lower one likewise.
 *
 * @param lower first key inside, empty for no bound
 * @param upper first key not inside any more, empty for no bound
 * @param copies how often an entry inside is a member
 * @hidden
 */
public record KeyRange(byte[] lower, byte[] upper, int copies) {
    /** Every key, once. */
    public static final KeyRange ALL = new KeyRange(new byte[0], new byte[0], 1);

    /** Greater than any byte that follows a whole key. */
    static final byte AFTER = (byte) 0xFF;

    /**
     * The range that holds one key.
     *
     * @param key encoded, not changed any more
     * @param copies how often it is a member
     * @return a range that shares the bytes of the key
     */
    public static KeyRange point(byte[] key, int copies) {
        return new KeyRange(key, after(key), copies);
    }

    /**
     * The place after a key, before any greater one.
     *
     * @param key encoded
     * @return a bound of its own
     */
    public static byte[] after(byte[] key) {
        byte[] after = Arrays.copyOf(key, key.length + 1);
        after[key.length] = AFTER;
        return after;
    }
}
