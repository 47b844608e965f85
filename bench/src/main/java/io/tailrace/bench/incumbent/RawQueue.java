package io.tailrace.bench.incumbent;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A raw Chronicle Queue used as well as it can be: one mapping for the whole file, so no remapping; its pages touched
 * before they are counted; excerpts written and read in place, through addresses, without garbage. Not thread safe, but
 * for a tailer that another thread opens for itself.
 */
public final class RawQueue implements AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 30;
    private static final int PAGE_BYTES = 4_096;
    private static final int SLACK_BYTES = 32 << 20;

    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final UnsafeBuffer excerpt = new UnsafeBuffer(0, 0);

    public RawQueue(Path directory) {
        queue = SingleChronicleQueueBuilder.binary(directory.toFile())
                .rollCycle(RollCycles.FAST_DAILY)
                .blockSize(BLOCK_BYTES)
                .build();
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true); // opened and touched by one thread, then handed to the writing one
    }

    public void append(DirectBuffer source, int offset, int length) {
        try (DocumentContext context = appender.writingDocument()) {
            Bytes<?> bytes = context.wire().bytes();
            excerpt.wrap(bytes.addressForWrite(bytes.writePosition()), length);
            excerpt.putBytes(0, source, offset, length);
            bytes.writeSkip(length);
        }
    }

    /** Appends an excerpt that is made in its place. */
    public void append(Encoder encoder, int length) {
        try (DocumentContext context = appender.writingDocument()) {
            Bytes<?> bytes = context.wire().bytes();
            excerpt.wrap(bytes.addressForWrite(bytes.writePosition()), length);
            encoder.encode(excerpt);
            bytes.writeSkip(length);
        }
    }

    /** Faults in the pages that the next {@code length} bytes will be written to, without changing them. */
    public void touch(long length) {
        long address;
        try (DocumentContext context = appender.writingDocument()) {
            Bytes<?> bytes = context.wire().bytes();
            address = bytes.addressForWrite(bytes.writePosition());
            bytes.writeLong(0);
        }
        UnsafeBuffer pages = new UnsafeBuffer(address & -PAGE_BYTES, Math.toIntExact(length + SLACK_BYTES));
        for (int page = PAGE_BYTES; page < pages.capacity(); page += PAGE_BYTES) {
            pages.compareAndSetInt(page, 0, 0);
        }
    }

    public ExcerptTailer tailer() {
        return queue.createTailer();
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }

    /** Writes an excerpt. */
    public interface Encoder {
        void encode(UnsafeBuffer excerpt);
    }
}
