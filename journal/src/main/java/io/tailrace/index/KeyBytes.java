package io.tailrace.index;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Equality and unsigned order of runs of bytes, eight at a time. Stateless. */
final class KeyBytes {
    private KeyBytes() {}

    static boolean equal(
            final DirectBuffer left,
            final int leftOffset,
            final DirectBuffer right,
            final int rightOffset,
            final int length) {
        final int words = length & ~7;
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
            final DirectBuffer left,
            final int leftOffset,
            final int leftLength,
            final DirectBuffer right,
            final int rightOffset,
            final int rightLength) {
        final int common = Math.min(leftLength, rightLength);
        final int words = common & ~7;
        for (int i = 0; i < words; i += 8) {
            final long a = left.getLong(leftOffset + i, ByteOrder.BIG_ENDIAN);
            final long b = right.getLong(rightOffset + i, ByteOrder.BIG_ENDIAN);
            if (a != b) {
                return Long.compareUnsigned(a, b);
            }
        }
        for (int i = words; i < common; i++) {
            final int difference = (left.getByte(leftOffset + i) & 0xFF) - (right.getByte(rightOffset + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return leftLength - rightLength;
    }
}
