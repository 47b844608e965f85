package io.tailrace.bench.journal;

import io.tailrace.bench.incumbent.RawQueue;
import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.rows.Payload;
import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The baseline of every feed: a raw tailer over a change an excerpt, the filter written by hand on the excerpt's bytes.
 */
public final class RawTail implements Side {
    private static final int FRAME_BYTES = 8;

    private final Scratch scratch;
    private final int records;
    private final boolean live;
    private final boolean recipe;
    private final Payload payload = new Payload(1);
    private Path directory;
    private RawQueue queue;
    private long matches;

    private RawTail(Scratch scratch, int records, boolean live, boolean recipe) {
        this.scratch = scratch;
        this.records = records;
        this.live = live;
        this.recipe = recipe;
    }

    /** Reads what was written before and counts the records that match. */
    public static RawTail sequential(Scratch scratch, int records) {
        return new RawTail(scratch, records, false, false);
    }

    /** Reads beside a thread that writes as fast as it can; a round ends when the last record has been read. */
    public static RawTail live(Scratch scratch, int records) {
        return new RawTail(scratch, records, true, false);
    }

    /** The same with the least that can be done to a record, adding up its first number. */
    public RawTail recipe() {
        return new RawTail(scratch, records, live, true);
    }

    @Override
    public String name() {
        return "raw tail" + (live ? " live" : "") + (recipe ? " recipe" : "");
    }

    @Override
    public double round() throws Exception {
        return live ? besideWriter() : alone();
    }

    private double alone() {
        if (queue == null) {
            open();
            for (int i = 0; i < records; i++) {
                queue.append(payload.bytes(), payload.offset(i), Payload.LENGTH);
            }
        }
        try (ExcerptTailer tailer = queue.tailer()) {
            tailer.readingDocument().close();
            long start = System.nanoTime();
            read(tailer, null);
            return (double) (System.nanoTime() - start) / records;
        }
    }

    private double besideWriter() throws Exception {
        open();
        try (ExcerptTailer tailer = queue.tailer()) {
            tailer.readingDocument().close();
            Beside writer = new Beside("raw-writer", () -> {
                for (int i = 0; i < records; i++) {
                    queue.append(payload.bytes(), payload.offset(i), Payload.LENGTH);
                }
            });
            long start = System.nanoTime();
            writer.go();
            read(tailer, writer);
            double taken = (double) (System.nanoTime() - start) / records;
            writer.join();
            return taken;
        } finally {
            close();
        }
    }

    private void open() {
        directory = scratch.fresh("tail");
        queue = new RawQueue(directory);
        queue.touch((long) records * (Payload.LENGTH + FRAME_BYTES));
    }

    private void read(ExcerptTailer tailer, Beside writer) {
        UnsafeBuffer view = new UnsafeBuffer(0, 0);
        long found = 0;
        for (int read = 0; read < records; ) {
            try (DocumentContext context = tailer.readingDocument()) {
                if (context.isPresent()) {
                    Bytes<?> bytes = context.wire().bytes();
                    view.wrap(bytes.addressForRead(bytes.readPosition()), (int) bytes.readRemaining());
                    long first = view.getLong(0);
                    found += recipe ? first : first == Payload.WANTED ? 1 : 0;
                    read++;
                } else if (writer == null) {
                    throw new IllegalStateException("read=" + read + " records=" + records + " directory=" + directory);
                } else {
                    writer.check();
                    Thread.onSpinWait();
                }
            }
        }
        matches = found;
    }

    /** How many records the last round found; kept so that the work cannot be optimised away. */
    public long matches() {
        return matches;
    }

    @Override
    public void close() throws IOException {
        if (queue != null) {
            queue.close();
            Scratch.remove(directory);
            queue = null;
        }
    }
}
