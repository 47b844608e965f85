package io.tailrace.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Direct memory shared by all indexes of one engine. Single writer, any reader; {@link #prepare()} may be called by any
 * one other thread. Never unmapped while an index or a view of it is reachable.
 *
 * @hidden
 */
public final class IndexMemory {
    /*
     * A reference is 32 bits: 16 for the chunk, 16 for the place in it in units of 16 bytes, so 64 GiB are within
     * reach. Chunk 0 does not exist, so that reference 0 means none. A chunk is added to the table before anything in
     * it can be referred to and is never taken out, so whatever reference a reader finds on torn data leads to living
     * memory or to no chunk at all.
     */
    static final int NONE = 0;
    private static final int UNIT_SHIFT = 4;
    private static final int CHUNK_SHIFT = 16;
    private static final int SLAB_SHIFT = CHUNK_SHIFT - 4;
    private static final int MOST_CHUNKS = 1 << CHUNK_SHIFT;
    private static final int ALIGNMENT = 4096;
    private static final int CHUNKS_PER_SPARE = 16;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(UnsafeBuffer[].class);

    private final ChunkSource source;
    private final BlockAllocator blocks;
    private volatile UnsafeBuffer[] buffers = new UnsafeBuffer[16]; // written by the writer
    private Slab[] slabs = new Slab[16 * Chunk.SLABS]; // writer only
    private volatile int nextChunk = 1; // written by the writer

    /** Memory bounded by the JVM's direct memory limit and by what 32-bit references reach (64 GiB). */
    public IndexMemory() {
        this(Long.MAX_VALUE);
    }

    /**
     * Memory bounded by a limit.
     *
     * @param limitBytes most bytes of direct memory to hold
     */
    public IndexMemory(long limitBytes) {
        this(limitBytes, bytes -> BufferUtil.allocateDirectAligned(bytes, ALIGNMENT));
    }

    IndexMemory(long limitBytes, IntFunction<ByteBuffer> allocator) {
        this(limitBytes, allocator, BlockAllocator::new);
    }

    /** With blocks cut in another way: every request of every index goes through {@link BlockAllocator#allocate}. */
    IndexMemory(long limitBytes, IntFunction<ByteBuffer> allocator, Function<IndexMemory, BlockAllocator> cutter) {
        source = new ChunkSource(limitBytes, allocator);
        blocks = cutter.apply(this);
    }

    /**
     * Makes memory ready ahead of the writer, so that no write waits for the operating system. Call in the duty cycle
     * of a background thread. Keeps one spare mebibyte, and more the larger the indexes are, at most sixteen.
     *
     * @return true if it did something, so that calling again may do more
     */
    public boolean prepare() {
        return source.prepare(1 + nextChunk / CHUNKS_PER_SPARE);
    }

    /**
     * Direct memory held.
     *
     * @return bytes, spare chunks included
     */
    public long reservedBytes() {
        return source.reservedBytes();
    }

    /**
     * Memory of the blocks in use: exact for the writer thread, of about now for any other.
     *
     * @return bytes
     */
    public long usedBytes() {
        return blocks.usedBytes();
    }

    long limitBytes() {
        return source.limitBytes();
    }

    static int ref(int chunk, int offset) {
        return chunk << CHUNK_SHIFT | offset >>> UNIT_SHIFT;
    }

    /** Where a block begins in the buffer of its chunk. */
    static int offset(int ref) {
        return (ref & 0xFFFF) << UNIT_SHIFT;
    }

    /** Any thread: the buffer of the chunk a reference points into, or null if there is no such chunk. */
    UnsafeBuffer buffer(int ref) {
        UnsafeBuffer[] table = buffers;
        int id = ref >>> CHUNK_SHIFT;
        return id < table.length ? (UnsafeBuffer) ELEMENT.getAcquire(table, id) : null;
    }

    /** Writer only: the slab that a block was cut from or begins with. */
    Slab slab(int ref) {
        return slabs[ref >>> SLAB_SHIFT];
    }

    /** Writer only: a block of at least so many bytes, multiple of 16, or {@link #NONE}. */
    int allocate(int bytes) {
        return blocks.allocate(bytes);
    }

    /** Writer only. */
    void free(int ref) {
        blocks.free(ref);
    }

    /** Writer only: the real size of a block. */
    int blockBytes(int ref) {
        return slab(ref).blockBytes;
    }

    /** Writer only: one more chunk, or null when there is no memory. */
    Chunk addChunk() {
        return nextChunk == MOST_CHUNKS ? null : add(source.take());
    }

    /** Writer only: a chunk larger than the others, or null when there is no memory. */
    Chunk addExtent(int bytes) {
        return nextChunk == MOST_CHUNKS ? null : add(source.take(bytes));
    }

    private Chunk add(UnsafeBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        int id = nextChunk;
        if (id == buffers.length) {
            slabs = Arrays.copyOf(slabs, slabs.length * 2);
            buffers = Arrays.copyOf(buffers, id * 2);
        }
        Chunk chunk = new Chunk(id, buffer);
        System.arraycopy(chunk.slabs, 0, slabs, id * Chunk.SLABS, Chunk.SLABS);
        ELEMENT.setRelease(buffers, id, buffer);
        nextChunk = id + 1;
        return chunk;
    }
}
