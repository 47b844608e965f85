package io.tailrace.index;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

/** Where chunks of direct memory come from. The writer takes, one other thread at a time prepares. */
final class ChunkSource {
    /*
     * Getting a chunk from the operating system and touching it costs a few hundred microseconds, a spare one a few
     * nanoseconds. At the JVM's limit of direct memory every attempt runs the garbage collector several times before it
     * fails, so after a failure only one attempt in many is made.
     */
    static final int CHUNK_BYTES = 1 << 20;
    static final int MOST_SPARES = 16;
    private static final int ATTEMPT_EVERY = 256;

    private final long limitBytes;
    private final IntFunction<ByteBuffer> allocator;
    private final AtomicLong reservedBytes = new AtomicLong();
    private final OneToOneConcurrentArrayQueue<UnsafeBuffer> spares = new OneToOneConcurrentArrayQueue<>(MOST_SPARES);
    private volatile boolean exhausted; // written by the writer and the preparing thread; a hint only
    private int refusals; // writer only
    private int idlePreparations; // preparing thread only

    ChunkSource(long limitBytes, IntFunction<ByteBuffer> allocator) {
        this.limitBytes = limitBytes;
        this.allocator = allocator;
    }

    long reservedBytes() {
        return reservedBytes.get();
    }

    long limitBytes() {
        return limitBytes;
    }

    /** Writer only: a chunk, prepared or made now; null when there is no memory. */
    UnsafeBuffer take() {
        UnsafeBuffer spare = spares.poll();
        return spare != null ? spare : take(CHUNK_BYTES);
    }

    /** Writer only: memory of any size, made now; null when there is none. */
    UnsafeBuffer take(int bytes) {
        if (exhausted && ++refusals % ATTEMPT_EVERY != 0) {
            return null;
        }
        return allocate(bytes);
    }

    /** Preparing thread only: makes one spare chunk if there are fewer than wanted. */
    boolean prepare(int wanted) {
        if (spares.size() >= Math.min(wanted, MOST_SPARES) || (exhausted && ++idlePreparations % ATTEMPT_EVERY != 0)) {
            return false;
        }
        UnsafeBuffer chunk = allocate(CHUNK_BYTES);
        return chunk != null && spares.offer(chunk);
    }

    private UnsafeBuffer allocate(int bytes) {
        if (reservedBytes.addAndGet(bytes) > limitBytes) {
            reservedBytes.addAndGet(-bytes);
            return null;
        }
        try {
            UnsafeBuffer buffer = new UnsafeBuffer(allocator.apply(bytes));
            exhausted = false;
            return buffer;
        } catch (OutOfMemoryError ignore) {
            reservedBytes.addAndGet(-bytes);
            exhausted = true;
            return null;
        }
    }
}
