package io.tailrace.document;

/**
 * Layout of encoded keys. Unsigned byte order, a proper prefix being smaller, is the order of keys.
 *
 * <pre>
 *   array      0x10 | elements | 0x00                          a shorter array comes first
 *   boolean    0x20 false, 0x21 true
 *   number     0x40 | ordered float, big-endian, 8 bytes | residual, big-endian, 2 bytes
 *   bytes      0x60 | bytes, each 0x00 as 0x00 0xFF | 0x00
 *   time       0x70 | epoch nanoseconds + 2^63, big-endian, 8 bytes
 *   string     0x80 | UTF-8, each 0x00 as 0x00 0xFF | 0x00
 * </pre>
 *
 * The ordered float is the greatest float that is not above the number, its bits made comparable (sign bit flipped, of
 * negative numbers all bits); the residual is what is missing: 0 for floats, up to 1023 for integers beyond 2^53.
 */
final class KeyDescriptor {
    static final byte END = 0x00;
    static final byte ARRAY = 0x10;
    static final byte FALSE = 0x20;
    static final byte TRUE = 0x21;
    static final byte NUMBER = 0x40;
    static final byte BYTES = 0x60;
    static final byte TIME = 0x70;
    static final byte STRING = (byte) 0x80;

    /** Follows a zero byte that is not the end; greater than any tag. */
    static final byte ESCAPE = (byte) 0xFF;

    static final int TAG_LENGTH = 1;
    static final int NUMBER_LENGTH = TAG_LENGTH + Long.BYTES + Short.BYTES;
    static final int RESIDUAL_OFFSET = TAG_LENGTH + Long.BYTES;
    static final int TIME_LENGTH = TAG_LENGTH + Long.BYTES;

    private KeyDescriptor() {}

    /** Bits of a float that compare as it does when taken as a signed number; its own inverse. */
    private static long signed(final long bits) {
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    static long orderedBits(final double value) {
        return signed(Double.doubleToRawLongBits(value + 0.0)) ^ Long.MIN_VALUE;
    }

    static double ordered(final long bits) {
        return Double.longBitsToDouble(signed(bits ^ Long.MIN_VALUE));
    }

    /** The greatest float that is not above the integer. */
    static double floor(final long value) {
        final double nearest = value;
        return nearest >= 0x1p63 || (long) nearest > value ? Math.nextDown(nearest) : nearest;
    }
}
