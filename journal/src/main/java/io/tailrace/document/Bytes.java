package io.tailrace.document;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/** Order and equality of byte ranges, bytes being unsigned. Without state. */
final class Bytes {
    private Bytes() {}

    static int compare(DirectBuffer a, int offsetA, int lengthA, DirectBuffer b, int offsetB, int lengthB) {
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

    static boolean equal(DirectBuffer a, int offsetA, DirectBuffer b, int offsetB, int length) {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if (a.getLong(offsetA + i) != b.getLong(offsetB + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (a.getByte(offsetA + i) != b.getByte(offsetB + i)) {
                return false;
            }
        }
        return true;
    }
}
