package io.tailrace.bench.budgets;

import io.tailrace.DocumentBuffer;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.Verdict;
import io.tailrace.bench.rows.Quotes;
import io.tailrace.document.Field;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.metrics.Metric;
import io.tailrace.write.Ack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes, reads and follows small documents and counts what is allocated: B6. */
final class EngineThrift {
    private static final int SEGMENT_BYTES = 512 << 20;
    private static final int KEYS = 10_000;
    private static final int IN_FLIGHT = 256;
    private static final int DRAIN = 4_096;

    private final Tailrace engine;
    private final Table table;
    private final Field level;
    private final Field text;
    private final String[] names = new String[KEYS];
    private final Ack[] acks = new Ack[IN_FLIGHT];
    private final DocumentBuffer buffer;
    private long written;
    private long sum;

    private final ChangeHandler handler = change -> sum += change.sequence();

    private EngineThrift(Tailrace engine) {
        this.engine = engine;
        table = engine.table("quotes");
        level = engine.field(Quotes.LEVEL);
        text = engine.field("note");
        buffer = table.newBuffer();
        for (int key = 0; key < KEYS; key++) {
            names[key] = Quotes.name(key);
        }
        for (int i = 0; i < IN_FLIGHT; i++) {
            acks[i] = new Ack();
        }
    }

    static List<Verdict> measure(Path directory, Effort effort) throws Exception {
        TailraceConfig config = new TailraceConfig().directory(directory).segmentBytes(SEGMENT_BYTES);
        try (Tailrace engine = Tailrace.open(config)) {
            return new EngineThrift(engine).measure(effort);
        }
    }

    private List<Verdict> measure(Effort effort) throws Exception {
        write(KEYS);
        Allocation allocation = new Allocation(
                () -> engine.info().segments() + (int) engine.metrics().value(Metric.SNAPSHOTS));
        List<Verdict> verdicts = new ArrayList<>();
        int operations = effort.records();
        double writes = allocation.measure(effort.windows(), operations, this::write);
        double reads = allocation.measure(effort.windows(), operations, this::read);
        double events;
        double squashed;
        try (Feed feed = table.filter(document -> document.longValue(level) >= 0)
                .pluck("id", Quotes.LEVEL)
                .changes(ChangesOptions.squash(false))) {
            events = allocation.measure(effort.windows(), operations, count -> follow(feed, count));
        }
        try (Feed feed = table.filter(document -> document.longValue(level) >= 0)
                .pluck("id", Quotes.LEVEL)
                .changes(ChangesOptions.squash(true))) {
            squashed = allocation.measure(effort.windows(), operations, count -> follow(feed, count));
        }
        String turns = "; a roll or snapshot, counted apart, takes " + allocation.bytesOfATurn() + " B";
        verdicts.add(Verdict.bytes("B6-write", "allocated by an acknowledged write, all threads" + turns, writes, 0));
        verdicts.add(Verdict.bytes("B6-read", "allocated by a read into the caller's buffer", reads, 0));
        verdicts.add(Verdict.bytes("B6-feed", "allocated by a write and its filtered, plucked feed event", events, 0));
        verdicts.add(
                Verdict.bytes("B6-squash", "allocated by a write and its squashing, drained in batches", squashed, 0));
        return verdicts;
    }

    private void write(int operations) {
        for (int i = 0; i < operations; i++) {
            Ack ack = acks[i & (IN_FLIGHT - 1)];
            if (i >= IN_FLIGHT) {
                engine.await(ack);
            }
            long number = written++;
            table.upsert(names[(int) (number % KEYS)])
                    .put(level, number)
                    .put(text, "always the same words")
                    .commit(ack);
        }
        for (int i = 0; i < Math.min(operations, IN_FLIGHT); i++) {
            engine.await(acks[i]);
        }
    }

    private void read(int operations) {
        for (int i = 0; i < operations; i++) {
            if (!table.read(names[i % KEYS], buffer)) {
                throw new IllegalStateException("key is missing: " + names[i % KEYS]);
            }
            sum += buffer.document().longValue(level);
        }
    }

    private void follow(Feed feed, int operations) {
        for (int done = 0; done < operations; done += DRAIN) {
            write(DRAIN);
            while (feed.position() < engine.lastSequence()) {
                feed.poll(handler, DRAIN);
            }
        }
    }

    /** What was read, so that reading cannot be optimised away. */
    long sum() {
        return sum;
    }
}
