package io.tailrace.bytes;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Order, equality and copies of runs of bytes, eight at a time, bytes being unsigned. Stateless, any thread, no
 * allocation.
 *
 * @hidden
 */
public final class Bytes {
    /*
     * Where runs are compared for being the same, which the writer does with every document, their bounds are checked
     * once: a check a word costs more than the word.
     */
    private static final int STEP = 4 * Long.BYTES;

    /** Most bytes that are copied word by word. */
    private static final int FEW = 256;

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
        if (length < Long.BYTES) {
            return equalFew(a, offsetA, b, offsetB, length);
        }
        a.boundsCheck(offsetA, length);
        b.boundsCheck(offsetB, length);
        byte[] arrayA = a.byteArray();
        byte[] arrayB = b.byteArray();
        long atA = a.addressOffset() + offsetA;
        long atB = b.addressOffset() + offsetB;
        int last = length - Long.BYTES;
        int i = 0;
        for (; i + STEP <= last; i += STEP) {
            if ((difference(arrayA, atA + i, arrayB, atB + i)
                            | difference(arrayA, atA + i + Long.BYTES, arrayB, atB + i + Long.BYTES)
                            | difference(arrayA, atA + i + 2 * Long.BYTES, arrayB, atB + i + 2 * Long.BYTES)
                            | difference(arrayA, atA + i + 3 * Long.BYTES, arrayB, atB + i + 3 * Long.BYTES))
                    != 0) {
                return false;
            }
        }
        for (; i < last; i += Long.BYTES) {
            if (difference(arrayA, atA + i, arrayB, atB + i) != 0) {
                return false;
            }
        }
        return difference(arrayA, atA + last, arrayB, atB + last) == 0;
    }

    private static boolean equalFew(DirectBuffer a, int offsetA, DirectBuffer b, int offsetB, int length) {
        for (int i = 0; i < length; i++) {
            if (a.getByte(offsetA + i) != b.getByte(offsetB + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Copies a run of bytes to where it does not overlap: a short one word by word, as to call for more would cost as
     * much again.
     */
    public static void copy(DirectBuffer from, int offset, MutableDirectBuffer to, int at, int length) {
        if (length < Long.BYTES || length > FEW) {
            to.putBytes(at, from, offset, length);
            return;
        }
        from.boundsCheck(offset, length);
        to.boundsCheck(at, length);
        byte[] fromArray = from.byteArray();
        byte[] toArray = to.byteArray();
        if (fromArray != null || toArray != null) {
            to.putBytes(at, from, offset, length);
            return;
        }
        long source = from.addressOffset() + offset;
        long target = to.addressOffset() + at;
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            UnsafeApi.putLong(target + i, UnsafeApi.getLong(source + i));
        }
        UnsafeApi.putLong(target + last, UnsafeApi.getLong(source + last));
    }

    /**
     * Which words of eight bytes differ between two runs of them: the lowest bit stands for the first one.
     *
     * @param words how many, 0 to 64
     */
    public static long differing(DirectBuffer a, int offsetA, DirectBuffer b, int offsetB, int words) {
        int length = words * Long.BYTES;
        a.boundsCheck(offsetA, length);
        b.boundsCheck(offsetB, length);
        byte[] arrayA = a.byteArray();
        byte[] arrayB = b.byteArray();
        long atA = a.addressOffset() + offsetA;
        long atB = b.addressOffset() + offsetB;
        long differing = 0;
        for (int i = 0; i < words; i++) {
            long difference = difference(arrayA, atA + (long) i * Long.BYTES, arrayB, atB + (long) i * Long.BYTES);
            differing |= bit(difference) << i;
        }
        return differing;
    }

    /** 1 for what is not zero, without a branch: it is as often one as the other. */
    private static long bit(long difference) {
        return (difference | -difference) >>> Long.SIZE - 1;
    }

    private static long difference(byte[] a, long atA, byte[] b, long atB) {
        return UnsafeApi.getLong(a, atA) ^ UnsafeApi.getLong(b, atB);
    }
}
