package io.tailrace.query;

import java.util.Arrays;

/** Ranges of encoded values. Static, any thread. */
final class KeyBounds {
    private KeyBounds() {}

    /** Whether no more than one value is inside. */
    static boolean isPoint(KeyRange range) {
        byte[] lower = range.lower();
        byte[] upper = range.upper();
        return lower.length > 0
                && upper.length == lower.length + 1
                && upper[lower.length] == KeyRange.AFTER
                && Arrays.equals(lower, 0, lower.length, upper, 0, lower.length);
    }

    /**
     * What lies on one side of a value.
     *
     * @param value the bound
     * @param isCut whether these are the bytes of other values too, which then count as inside
     * @param isUpper whether it is the side below
     * @param isClosed whether the value itself is inside
     */
    static KeyRange side(byte[] value, boolean isCut, boolean isUpper, boolean isClosed) {
        boolean isInside = isClosed || isCut;
        return isUpper
                ? new KeyRange(KeyRange.ALL.lower(), isInside ? KeyRange.after(value) : value, 1)
                : new KeyRange(isInside ? value : KeyRange.after(value), KeyRange.ALL.upper(), 1);
    }

    /** What lies in both. */
    static KeyRange both(KeyRange a, KeyRange b) {
        byte[] lower = Arrays.compareUnsigned(a.lower(), b.lower()) >= 0 ? a.lower() : b.lower();
        boolean first =
                b.upper().length == 0 || a.upper().length > 0 && Arrays.compareUnsigned(a.upper(), b.upper()) <= 0;
        return new KeyRange(lower, first ? a.upper() : b.upper(), 1);
    }

    /** Whether nothing is inside. */
    static boolean isEmpty(KeyRange range) {
        return range.upper().length > 0 && Arrays.compareUnsigned(range.lower(), range.upper()) >= 0;
    }
}
