package io.tailrace.query;

import java.util.Arrays;

/** Ranges of encoded values. Static, any thread. */
final class KeyBounds {
    /** Everything. */
    static final KeyRange ALL = new KeyRange(new byte[0], new byte[0], 1);

    /** Greater than any byte that follows a whole value. */
    private static final byte BEHIND = (byte) 0xFF;

    private KeyBounds() {}

    /** One value. */
    static KeyRange point(byte[] value) {
        return new KeyRange(value, behind(value), 1);
    }

    /** Whether no more than one value is inside. */
    static boolean isPoint(KeyRange range) {
        byte[] lower = range.lower();
        byte[] upper = range.upper();
        return lower.length > 0
                && upper.length == lower.length + 1
                && upper[lower.length] == BEHIND
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
                ? new KeyRange(ALL.lower(), isInside ? behind(value) : value, 1)
                : new KeyRange(isInside ? value : behind(value), ALL.upper(), 1);
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

    private static byte[] behind(byte[] value) {
        byte[] behind = Arrays.copyOf(value, value.length + 1);
        behind[value.length] = BEHIND;
        return behind;
    }
}
