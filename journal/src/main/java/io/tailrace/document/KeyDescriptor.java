package io.tailrace.document;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Layout of encoded keys. Unsigned byte order, a proper prefix being smaller, is the order of keys.
 *
 * <pre>
 *   array      0x10 | elements | 0x00                          a shorter array comes first
 *   boolean    0x20 false, 0x21 true
 *   null       0x30                                        only inside an array, only in keys of indexes
 *   number     0x40 | ordered float, big-endian, 8 bytes | residual, big-endian, 2 bytes
 *   object     0x50                                        never in a key, only in comparisons, which end there
 *   bytes      0x60 | bytes, each 0x00 as 0x00 0xFF | 0x00
 *   time       0x70 | epoch nanoseconds + 2^63, big-endian, 8 bytes
 *   string     0x80 | UTF-8, each 0x00 as 0x00 0xFF | 0x00
 * </pre>
 *
 * The ordered float is the greatest float that is not above the number, its bits made comparable (sign bit flipped, of
 * negative numbers all bits); the residual is what is missing: 0 for floats, up to 1023 for integers beyond 2^53.
 *
 * <p>In bounds of ranges 0x01 stands for what is below and 0xFE for what is above every value, also inside an array;
 * what would follow does not matter, so the bound ends there. No key contains either in such a place.
 */
final class KeyDescriptor {
    static final byte END = 0x00;
    static final byte ARRAY = 0x10;
    static final byte FALSE = 0x20;
    static final byte TRUE = 0x21;
    static final byte NULL = 0x30;
    static final byte NUMBER = 0x40;
    static final byte OBJECT = 0x50;
    static final byte BYTES = 0x60;
    static final byte TIME = 0x70;
    static final byte STRING = (byte) 0x80;

    /** Below every tag, above {@link #END}. */
    static final byte BELOW_ALL = 0x01;

    /** Above every tag, below {@link #ESCAPE}. */
    static final byte ABOVE_ALL = (byte) 0xFE;

    /** Follows a zero byte that is not the end; greater than any tag. */
    static final byte ESCAPE = (byte) 0xFF;

    static final int TAG_LENGTH = 1;
    static final int ESCAPED_LENGTH = 2;
    static final int NUMBER_LENGTH = TAG_LENGTH + Long.BYTES + Short.BYTES;
    static final int RESIDUAL_OFFSET = TAG_LENGTH + Long.BYTES;
    static final int TIME_LENGTH = TAG_LENGTH + Long.BYTES;

    private KeyDescriptor() {}

    /** Bits of a float that compare as it does when taken as a signed number; its own inverse. */
    private static long signed(long bits) {
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    static long orderedBits(double value) {
        return signed(Double.doubleToRawLongBits(value + 0.0)) ^ Long.MIN_VALUE;
    }

    static double ordered(long bits) {
        return Double.longBitsToDouble(signed(bits ^ Long.MIN_VALUE));
    }

    /** The greatest float that is not above the integer. */
    static double floor(long value) {
        double nearest = value;
        return nearest >= 0x1p63 || (long) nearest > value ? Math.nextDown(nearest) : nearest;
    }

    /** Writes an integer; returns its length. */
    static int putInteger(MutableDirectBuffer buffer, int offset, long value) {
        double floor = floor(value);
        return putNumber(buffer, offset, floor, value - (long) floor);
    }

    /** Writes a float; returns its length. */
    static int putFloat(UnsafeBuffer buffer, int offset, double value) {
        return putNumber(buffer, offset, value, 0);
    }

    private static int putNumber(MutableDirectBuffer buffer, int offset, double floor, long residual) {
        buffer.putByte(offset, NUMBER);
        buffer.putLong(offset + TAG_LENGTH, orderedBits(floor), BIG_ENDIAN);
        buffer.putShort(offset + RESIDUAL_OFFSET, (short) residual, BIG_ENDIAN);
        return NUMBER_LENGTH;
    }

    /** Writes a time; returns its length. */
    static int putTime(UnsafeBuffer buffer, int offset, long epochNs) {
        buffer.putByte(offset, TIME);
        buffer.putLong(offset + TAG_LENGTH, epochNs ^ Long.MIN_VALUE, BIG_ENDIAN);
        return TIME_LENGTH;
    }

    /** Most bytes that a string or bytes of this many raw ones can take. */
    static int maxEscaped(int rawLength) {
        return Math.addExact(Math.multiplyExact(rawLength, 2), TAG_LENGTH + TAG_LENGTH);
    }

    /**
     * Makes a string or bytes of this many raw bytes, which stand where they belong after the tag but are not escaped
     * yet; there must be room for {@link #maxEscaped}. Returns the length of the whole.
     */
    static int putEscaped(UnsafeBuffer buffer, int offset, byte tag, int rawLength) {
        buffer.putByte(offset, tag);
        int start = offset + TAG_LENGTH;
        int end = start + rawLength;
        int zeros = zeros(buffer, start, end);
        int to = end + zeros;
        int length = to + TAG_LENGTH - offset;
        buffer.putByte(to, END);
        for (int from = end; from < to; ) {
            byte b = buffer.getByte(--from);
            if (b == 0) {
                buffer.putByte(--to, ESCAPE);
            }
            buffer.putByte(--to, b);
        }
        return length;
    }

    private static int zeros(UnsafeBuffer buffer, int start, int end) {
        int zeros = 0;
        int at = start;
        while (at + Long.BYTES <= end) {
            if (hasZero(buffer.getLong(at))) {
                for (int i = 0; i < Long.BYTES; i++) {
                    zeros += buffer.getByte(at + i) == 0 ? 1 : 0;
                }
            }
            at += Long.BYTES;
        }
        for (; at < end; at++) {
            zeros += buffer.getByte(at) == 0 ? 1 : 0;
        }
        return zeros;
    }

    private static boolean hasZero(long eightBytes) {
        return (eightBytes - 0x0101_0101_0101_0101L & ~eightBytes & 0x8080_8080_8080_8080L) != 0;
    }
}
