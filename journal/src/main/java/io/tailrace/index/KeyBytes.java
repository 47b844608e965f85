package io.tailrace.index;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Equality and unsigned order of runs of bytes, eight at a time. Stateless. */
final class KeyBytes {
    private KeyBytes() {}

    static boolean equal(DirectBuffer left, int leftOffset, DirectBuffer right, int rightOffset, int length) {
        int words = length & ~7;
        for (int i = 0; i < words; i += 8) {
            if (left.getLong(leftOffset + i) != right.getLong(rightOffset + i)) {
                return false;
            }
        }
        for (int i = words; i < length; i++) {
            if (left.getByte(leftOffset + i) != right.getByte(rightOffset + i)) {
                return false;
            }
        }
        return true;
    }

    static int compare(
            DirectBuffer left, int leftOffset, int leftLength, DirectBuffer right, int rightOffset, int rightLength) {
        int common = Math.min(leftLength, rightLength);
        int words = common & ~7;
        for (int i = 0; i < words; i += 8) {
            long a = left.getLong(leftOffset + i, ByteOrder.BIG_ENDIAN);
            long b = right.getLong(rightOffset + i, ByteOrder.BIG_ENDIAN);
            if (a != b) {
                return Long.compareUnsigned(a, b);
            }
        }
        for (int i = words; i < common; i++) {
            int difference = (left.getByte(leftOffset + i) & 0xFF) - (right.getByte(rightOffset + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return leftLength - rightLength;
    }
}
