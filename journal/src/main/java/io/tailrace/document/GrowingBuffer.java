package io.tailrace.document;

import io.tailrace.error.LimitException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Off-heap bytes that are appended to; grows by doubling, never shrinks. Not thread safe. */
final class GrowingBuffer {
    private static final int INITIAL_CAPACITY = 4_096;

    /** The bytes; stays the same object, but what it wraps changes with growth. */
    final UnsafeBuffer bytes;

    /** Where the next byte goes. */
    int position;

    private final String limit;
    private final int maximum;
    private final int maxCapacity;

    /** A buffer that refuses to grow beyond its largest capacity, naming the limit that this comes from. */
    GrowingBuffer(String limit, int maximum, int maxCapacity) {
        this(new UnsafeBuffer(ByteBuffer.allocateDirect(INITIAL_CAPACITY)), limit, maximum, maxCapacity);
    }

    /** One that begins in memory of another's choice, not empty. */
    GrowingBuffer(UnsafeBuffer initial, String limit, int maximum, int maxCapacity) {
        bytes = initial;
        this.limit = limit;
        this.maximum = maximum;
        this.maxCapacity = maxCapacity;
    }

    /** Makes room for this many bytes after the position. */
    void ensure(int length) {
        if (bytes.capacity() - position < length) {
            grow((long) position + length);
        }
    }

    /** Writes zeros up to the next multiple of 8, for which there must be room. */
    void align() {
        position = DocumentDescriptor.pad(bytes, 0, position);
    }

    private void grow(long needed) {
        if (needed > maxCapacity) {
            throw new LimitException(limit, needed, maximum);
        }
        long capacity = bytes.capacity();
        while (capacity < needed) {
            capacity *= 2;
        }
        ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.min(capacity, maxCapacity));
        bytes.getBytes(0, larger, 0, position);
        bytes.wrap(larger);
    }
}
