package io.tailrace.bench.latency;

import io.tailrace.bench.incumbent.RawQueue;
import io.tailrace.bench.incumbent.RowView;
import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.rows.Updates;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/** Chronicle Queue alone: a row an excerpt in touched pages, and a tailer that yields while there is none. */
public final class RawRoute implements Route {
    private static final int FRAME_BYTES = 8;

    private final Scratch scratch;
    private final Updates updates;
    private final boolean alone;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

    private RawRoute(Scratch scratch, Updates updates, boolean alone) {
        this.scratch = scratch;
        this.updates = updates;
        this.alone = alone;
    }

    /** Appended and read by one thread. */
    public static RawRoute alone(Scratch scratch, Updates updates) {
        return new RawRoute(scratch, updates, true);
    }

    /** Appended by one thread and read by another. */
    public static RawRoute beside(Scratch scratch, Updates updates) {
        return new RawRoute(scratch, updates, false);
    }

    @Override
    public String name() {
        return "Chronicle append to tailer";
    }

    @Override
    public int threads() {
        return alone ? 1 : 2;
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public void run(Course course) throws Exception {
        Path directory = scratch.fresh("raw");
        try (RawQueue queue = new RawQueue(directory)) {
            queue.touch((long) course.count() * (RowView.LENGTH + FRAME_BYTES));
            try (ExcerptTailer tailer = queue.tailer()) {
                tailer.singleThreadedCheckDisabled(true);
                tailer.toEnd();
                Row row = new Row(updates);
                Course.Sender sender = update -> {
                    row.number = update;
                    queue.append(row, RowView.LENGTH);
                };
                if (alone) {
                    course.send(sender, () -> read(tailer, course));
                } else {
                    Beside reader = new Beside("raw-reader", () -> {
                        while (!course.isComplete()) {
                            if (!read(tailer, course)) {
                                Thread.yield();
                            }
                        }
                    });
                    reader.go();
                    course.send(sender);
                    reader.join();
                }
            }
        } finally {
            Scratch.remove(directory);
        }
    }

    private boolean read(ExcerptTailer tailer, Course course) {
        boolean any = false;
        while (true) {
            try (DocumentContext context = tailer.readingDocument()) {
                if (!context.isPresent()) {
                    return any;
                }
                Bytes<?> bytes = context.wire().bytes();
                view.wrap(bytes.addressForRead(bytes.readPosition()), RowView.LENGTH);
                course.handled(view.getLong(RowView.SENT));
                any = true;
            }
        }
    }

    /** Writes the row of an update into its excerpt. */
    private static final class Row implements RawQueue.Encoder {
        private final Updates updates;
        private int number;

        Row(Updates updates) {
            this.updates = updates;
        }

        @Override
        public void encode(UnsafeBuffer excerpt) {
            int update = number % updates.count();
            int key = updates.key(update);
            excerpt.putLong(RowView.KEY, key);
            excerpt.putDouble(RowView.PRICE, updates.after(update));
            excerpt.putLong(RowView.QTY, update);
            excerpt.putInt(RowView.SYMBOL, updates.symbol(key));
            excerpt.putBytes(RowView.TEXT, updates.textBytes(key));
            excerpt.putLong(RowView.SENT, number);
        }
    }
}
