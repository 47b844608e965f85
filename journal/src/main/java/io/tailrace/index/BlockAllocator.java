package io.tailrace.index;

/** Cuts chunks into blocks of any size up to {@link #LARGEST_BLOCK_BYTES} and takes them back. Writer only. */
class BlockAllocator {
    /*
     * Three ways by size: blocks of a size class from a slab (up to 32 KiB), runs of slabs inside a chunk (up to 1
     * MiB), an extent of its own (the largest documents). A slab without a live block goes back to its chunk and serves
     * any other class, so that a change of the sizes in use strands nothing. All steps are bounded: no list is
     * searched.
     */
    static final int LARGEST_BLOCK_BYTES = ChunkSource.CHUNK_BYTES + SizeClasses.SLAB_BYTES;

    private final IndexMemory memory;
    private final Slab[] roomy = new Slab[SizeClasses.count()];
    private final Chunk[] byFreeRun = new Chunk[Chunk.SLABS + 1];
    private Chunk freeExtents;
    private long usedBytes;

    BlockAllocator(IndexMemory memory) {
        this.memory = memory;
    }

    long usedBytes() {
        return usedBytes;
    }

    /** A block of at least so many bytes, or {@link IndexMemory#NONE}. Its content is arbitrary. */
    int allocate(int bytes) {
        int ref;
        if (bytes <= SizeClasses.LARGEST_BYTES) {
            ref = allocateSmall(SizeClasses.of(bytes));
        } else if (bytes <= ChunkSource.CHUNK_BYTES) {
            ref = allocateRun((bytes + SizeClasses.SLAB_BYTES - 1) / SizeClasses.SLAB_BYTES);
        } else {
            ref = allocateExtent();
        }
        if (ref != IndexMemory.NONE) {
            usedBytes += memory.slab(ref).blockBytes;
        }
        return ref;
    }

    void free(int ref) {
        Slab slab = memory.slab(ref);
        usedBytes -= slab.blockBytes;
        if (slab.sizeClass == Slab.EXTENT) {
            slab.chunk.next = freeExtents;
            freeExtents = slab.chunk;
        } else if (slab.sizeClass == Slab.RUN) {
            giveRun(slab);
        } else {
            slab.give(ref);
            if (!slab.listed) {
                list(slab);
            } else if (slab.isEmpty() && (slab.previous != null || slab.next != null)) {
                unlist(slab);
                giveRun(slab);
            }
        }
    }

    private int allocateSmall(int sizeClass) {
        Slab slab = roomy[sizeClass];
        if (slab == null) {
            slab = takeRun(1);
            if (slab == null) {
                return IndexMemory.NONE;
            }
            slab.format(sizeClass);
            list(slab);
        }
        int ref = slab.take();
        if (slab.isFull()) {
            unlist(slab);
        }
        return ref;
    }

    private int allocateRun(int slabs) {
        Slab slab = takeRun(slabs);
        if (slab == null) {
            return IndexMemory.NONE;
        }
        slab.formatWhole(Slab.RUN, slabs * SizeClasses.SLAB_BYTES);
        return slab.firstRef();
    }

    private int allocateExtent() {
        Chunk extent = freeExtents;
        if (extent != null) {
            freeExtents = extent.next;
            extent.next = null;
        } else {
            extent = memory.addExtent(LARGEST_BLOCK_BYTES);
            if (extent == null) {
                return IndexMemory.NONE;
            }
            extent.slabs[0].formatWhole(Slab.EXTENT, LARGEST_BLOCK_BYTES);
        }
        return extent.slabs[0].firstRef();
    }

    private Slab takeRun(int length) {
        Chunk chunk = null;
        for (int run = length; run <= Chunk.SLABS && chunk == null; run++) {
            chunk = byFreeRun[run];
        }
        if (chunk == null) {
            chunk = memory.addChunk();
            if (chunk == null) {
                return null;
            }
        } else {
            unlist(chunk);
        }
        Slab slab = chunk.takeRun(length);
        list(chunk);
        return slab;
    }

    private void giveRun(Slab slab) {
        unlist(slab.chunk);
        slab.chunk.giveRun(slab);
        list(slab.chunk);
    }

    private void list(Slab slab) {
        Slab head = roomy[slab.sizeClass];
        slab.previous = null;
        slab.next = head;
        slab.listed = true;
        if (head != null) {
            head.previous = slab;
        }
        roomy[slab.sizeClass] = slab;
    }

    private void unlist(Slab slab) {
        if (slab.previous == null) {
            roomy[slab.sizeClass] = slab.next;
        } else {
            slab.previous.next = slab.next;
        }
        if (slab.next != null) {
            slab.next.previous = slab.previous;
        }
        slab.previous = null;
        slab.next = null;
        slab.listed = false;
    }

    private void list(Chunk chunk) {
        int run = chunk.longestFreeRun();
        Chunk head = byFreeRun[run];
        chunk.previous = null;
        chunk.next = head;
        chunk.listed = run;
        if (head != null) {
            head.previous = chunk;
        }
        byFreeRun[run] = chunk;
    }

    private void unlist(Chunk chunk) {
        if (chunk.previous == null) {
            byFreeRun[chunk.listed] = chunk.next;
        } else {
            chunk.previous.next = chunk.next;
        }
        if (chunk.next != null) {
            chunk.next.previous = chunk.previous;
        }
    }
}
