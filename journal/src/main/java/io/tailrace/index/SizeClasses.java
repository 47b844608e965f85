package io.tailrace.index;

import java.util.Arrays;

/** The sizes in which blocks are cut from slabs. Immutable. */
final class SizeClasses {
    /*
     * Eight steps to a doubling up to 4 KiB (at most 12.5 % lost to rounding, 16 bytes at the least), above that the
     * slab divided by 15, 14 ... 2, so that nothing is left at the end of a slab of large blocks.
     */
    static final int UNIT_BYTES = 16;
    static final int SLAB_BYTES = 64 * 1024;
    static final int LARGEST_BYTES = SLAB_BYTES / 2;
    private static final int SMALLEST_BYTES = 32;
    private static final int STEPPED_BYTES = 4096;

    private static final int[] BYTES = sizes();
    private static final byte[] CLASS_OF_UNITS = classes(BYTES);

    private SizeClasses() {}

    static int count() {
        return BYTES.length;
    }

    static int bytes(int sizeClass) {
        return BYTES[sizeClass];
    }

    /** Class of the smallest block that holds so many bytes, 1 to {@link #LARGEST_BYTES}. */
    static int of(int bytes) {
        return CLASS_OF_UNITS[(bytes + UNIT_BYTES - 1) / UNIT_BYTES];
    }

    private static int[] sizes() {
        int[] sizes = new int[128];
        int count = 0;
        int size = SMALLEST_BYTES;
        while (size <= STEPPED_BYTES) {
            sizes[count++] = size;
            size += Math.max(UNIT_BYTES, Integer.highestOneBit(size) / 8);
        }
        for (int parts = 15; parts >= 2; parts--) {
            sizes[count++] = SLAB_BYTES / parts / UNIT_BYTES * UNIT_BYTES;
        }
        return Arrays.copyOf(sizes, count);
    }

    private static byte[] classes(int[] sizes) {
        byte[] classes = new byte[LARGEST_BYTES / UNIT_BYTES + 1];
        int sizeClass = 0;
        for (int units = 0; units < classes.length; units++) {
            if (units * UNIT_BYTES > sizes[sizeClass]) {
                sizeClass++;
            }
            classes[units] = (byte) sizeClass;
        }
        return classes;
    }
}
