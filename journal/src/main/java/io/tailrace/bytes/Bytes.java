package io.tailrace.bytes;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Order and equality of runs of bytes, eight at a time, bytes being unsigned. Stateless, any thread, no allocation.
 *
 * @hidden
 */
public final class Bytes {
    private Bytes() {}

    /** Negative, zero or positive as the first run is smaller, equal or greater; a prefix is smaller. */
    public static int compare(DirectBuffer a, int offsetA, int lengthA, DirectBuffer b, int offsetB, int lengthB) {
        int common = Math.min(lengthA, lengthB);
        int i = 0;
        for (; i + Long.BYTES <= common; i += Long.BYTES) {
            long left = a.getLong(offsetA + i, BIG_ENDIAN);
            long right = b.getLong(offsetB + i, BIG_ENDIAN);
            if (left != right) {
                return Long.compareUnsigned(left, right);
            }
        }
        for (; i < common; i++) {
            int difference = (a.getByte(offsetA + i) & 0xFF) - (b.getByte(offsetB + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return lengthA - lengthB;
    }

    /**
     * The first eight bytes as an unsigned number that compares as they do; zeros stand for what is not there, a length
     * below 0 being 0.
     */
    public static long word(DirectBuffer buffer, int offset, int length) {
        if (length >= Long.BYTES) {
            return buffer.getLong(offset, BIG_ENDIAN);
        }
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (buffer.getByte(offset + i) & 0xFFL) << (Long.BYTES - 1 - i) * Byte.SIZE;
        }
        return word;
    }

    /** Whether two runs of one length are the same. */
    public static boolean equal(DirectBuffer a, int offsetA, DirectBuffer b, int offsetB, int length) {
        if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            for (int i = 0; i < last; i += Long.BYTES) {
                if (a.getLong(offsetA + i) != b.getLong(offsetB + i)) {
                    return false;
                }
            }
            return a.getLong(offsetA + last) == b.getLong(offsetB + last);
        }
        for (int i = 0; i < length; i++) {
            if (a.getByte(offsetA + i) != b.getByte(offsetB + i)) {
                return false;
            }
        }
        return true;
    }
}
