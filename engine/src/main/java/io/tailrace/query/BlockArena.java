package io.tailrace.query;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Off-heap blocks in size classes, four to a doubling, with a free list for each. Not thread safe. It allocates only
 * when it grows.
 *
 * @hidden
 */
public final class BlockArena {
    /** No block. */
    public static final int FULL = -1;

    /** Bytes of a block of the smallest class. */
    public static final int SMALLEST_BLOCK = 64;

    /** Most bytes of a buffer whose blocks move. */
    public static final int MAX_BYTES = 1 << 30;

    private static final int SMALLEST_SHIFT = 5;
    private static final int CLASSES = (31 - SMALLEST_SHIFT) * 4;

    /** Who holds the blocks in use. */
    public interface Holder {
        /**
         * Asks for the new offset of each of them, once.
         *
         * @param arena where they lie
         */
        void moveBlocks(BlockArena arena);
    }

    private final int[] free = new int[CLASSES];
    private UnsafeBuffer buffer;
    private UnsafeBuffer spare;
    private int end;
    private int freeBytes;

    /** @param initialBytes size of the buffer at first */
    public BlockArena(int initialBytes) {
        buffer = allocated(initialBytes);
        Arrays.fill(free, FULL);
    }

    /** Where all blocks lie, until the buffer is enlarged or moved. */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** Bytes of the buffer, taken or not. */
    public int capacity() {
        return buffer.capacity();
    }

    /** Bytes of the blocks in use. */
    public int usedBytes() {
        return end - freeBytes;
    }

    /** Smallest class whose blocks hold so many bytes. */
    public static int sizeClass(int bytes) {
        int last = Math.max(bytes, SMALLEST_BLOCK) - 1;
        int shift = 31 - Integer.numberOfLeadingZeros(last);
        return (shift - SMALLEST_SHIFT) * 4 + ((last >>> (shift - 2)) & 3);
    }

    /** Bytes of a block of a class. */
    public static int bytes(int sizeClass) {
        return (5 + (sizeClass & 3)) << ((sizeClass >>> 2) + SMALLEST_SHIFT - 2);
    }

    /** Offset of a block of a class, or FULL when the buffer has no room for it. */
    int take(int sizeClass) {
        int block = free[sizeClass];
        int bytes = bytes(sizeClass);
        if (block != FULL) {
            free[sizeClass] = buffer.getInt(block);
            freeBytes -= bytes;
            return block;
        }
        if (bytes > buffer.capacity() - end) {
            return FULL;
        }
        int fresh = end;
        end += bytes;
        return fresh;
    }

    /** Puts a block on the free list of its class. */
    public void give(int block, int sizeClass) {
        buffer.putInt(block, free[sizeClass]);
        free[sizeClass] = block;
        freeBytes += bytes(sizeClass);
    }

    /** Forgets all blocks. What they hold stays readable until the next one is taken. */
    public void clear() {
        end = 0;
        if (freeBytes != 0) {
            Arrays.fill(free, FULL);
            freeBytes = 0;
        }
    }

    /** Makes room after the blocks in use, which stay at their offsets; what the buffer was before is left alone. */
    void enlarge(int newCapacity) {
        UnsafeBuffer from = buffer;
        buffer = allocated(newCapacity);
        buffer.putBytes(0, from, 0, end);
    }

    /**
     * A block of a class. Where the buffer has no room for it, all blocks move together, into a larger buffer unless a
     * quarter of this one is then free.
     *
     * @param holder of all blocks in use
     * @return its offset, or FULL when there would have to be a buffer of more than {@link #MAX_BYTES}
     */
    public int take(int sizeClass, Holder holder) {
        int block = take(sizeClass);
        if (block != FULL) {
            return block;
        }
        long needed = (long) usedBytes() + bytes(sizeClass);
        long capacity = buffer.capacity();
        while (needed > capacity - (capacity >> 2)) {
            capacity <<= 1;
        }
        if (capacity > MAX_BYTES) {
            return FULL;
        }
        beginMove((int) capacity);
        holder.moveBlocks(this);
        return take(sizeClass);
    }

    /** New offset of a block that {@link Holder#moveBlocks} is asked to move. */
    public int moved(int block, int sizeClass) {
        int to = take(sizeClass);
        buffer.putBytes(to, spare, block, bytes(sizeClass));
        return to;
    }

    private void beginMove(int newCapacity) {
        UnsafeBuffer from = buffer;
        buffer = spare != null && spare.capacity() == newCapacity ? spare : allocated(newCapacity);
        spare = from;
        end = 0;
        freeBytes = 0;
        Arrays.fill(free, FULL);
    }

    private static UnsafeBuffer allocated(int bytes) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    }
}
