package io.tailrace.index;

import org.agrona.concurrent.UnsafeBuffer;

/** One chunk of direct memory, cut into sixteen slabs that are used alone or in runs. Writer only. */
final class Chunk {
    static final int SLABS = ChunkSource.CHUNK_BYTES / SizeClasses.SLAB_BYTES;
    private static final int ALL_FREE = (1 << SLABS) - 1;

    final int id;
    final UnsafeBuffer buffer;
    final Slab[] slabs = new Slab[SLABS];
    private int freeMask = ALL_FREE; // bit i: slab i is free

    // Links of the list of chunks with equal longest free runs; owned by BlockAllocator.
    Chunk previous;
    Chunk next;
    int listed = -1;

    Chunk(int id, UnsafeBuffer buffer) {
        this.id = id;
        this.buffer = buffer;
        for (int i = 0; i < SLABS; i++) {
            slabs[i] = new Slab(this, i);
        }
    }

    int longestFreeRun() {
        int run = 0;
        for (int mask = freeMask; mask != 0; mask &= mask << 1) {
            run++;
        }
        return run;
    }

    /** Takes a run of free slabs; there must be one. */
    Slab takeRun(int length) {
        int mask = (1 << length) - 1;
        int first = 0;
        while ((freeMask & mask) != mask) {
            mask <<= 1;
            first++;
        }
        assert first + length <= SLABS : "id=" + id + " length=" + length + " freeMask=" + freeMask;
        freeMask &= ~mask;
        Slab slab = slabs[first];
        slab.runLength = length;
        return slab;
    }

    void giveRun(Slab slab) {
        freeMask |= ((1 << slab.runLength) - 1) << slab.index;
    }
}
