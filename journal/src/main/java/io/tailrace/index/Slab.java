package io.tailrace.index;

/** 64 KiB of a chunk cut into blocks of one size, or the first of those that together are one block. Writer only. */
final class Slab {
    /*
     * A free block holds the reference of the next free one in its first four bytes. Last in, first out: the block
     * given back by one replacement is still in the cache when the next one takes it.
     */
    static final int RUN = -1;
    static final int EXTENT = -2;

    final Chunk chunk;
    final int index;
    int runLength;
    int sizeClass; // or RUN or EXTENT, when the whole is one block
    int blockBytes;
    private int capacity;
    private int live;
    private int cut;
    private int freeHead;

    // Links of the list of slabs of one class with room; owned by BlockAllocator.
    Slab previous;
    Slab next;
    boolean listed;

    Slab(Chunk chunk, int index) {
        this.chunk = chunk;
        this.index = index;
    }

    void format(int newClass) {
        sizeClass = newClass;
        blockBytes = SizeClasses.bytes(newClass);
        capacity = SizeClasses.SLAB_BYTES / blockBytes;
        live = 0;
        cut = 0;
        freeHead = IndexMemory.NONE;
    }

    /** Makes the run, or the extent, one block. */
    void formatWhole(int kind, int bytes) {
        sizeClass = kind;
        blockBytes = bytes;
    }

    int firstRef() {
        return IndexMemory.ref(chunk.id, index * SizeClasses.SLAB_BYTES);
    }

    int take() {
        live++;
        if (freeHead != IndexMemory.NONE) {
            int ref = freeHead;
            freeHead = chunk.buffer.getInt(IndexMemory.offset(ref));
            return ref;
        }
        return firstRef() + cut++ * (blockBytes / SizeClasses.UNIT_BYTES);
    }

    void give(int ref) {
        chunk.buffer.putInt(IndexMemory.offset(ref), freeHead);
        freeHead = ref;
        live--;
    }

    boolean isFull() {
        return live == capacity;
    }

    boolean isEmpty() {
        return live == 0;
    }
}
