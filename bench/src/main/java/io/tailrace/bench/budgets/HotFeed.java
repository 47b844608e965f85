package io.tailrace.bench.budgets;

import io.tailrace.Tailrace;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Timing;
import io.tailrace.bench.rows.EngineRows;
import io.tailrace.bench.rows.Updates;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One feed on all changes of few keys, written before the clock starts: each change as an event, or folded for each key
 * up to the end of the read. Both sides of B8.
 */
final class HotFeed implements Side {
    private static final int LIMIT = 1 << 16;

    private final Scratch scratch;
    private final Updates updates;
    private final boolean squashed;
    private Path directory;
    private Tailrace engine;
    private EngineRows rows;
    private long first;

    private HotFeed(Scratch scratch, Updates updates, boolean squashed) {
        this.scratch = scratch;
        this.updates = updates;
        this.squashed = squashed;
    }

    /** Delivers every change. */
    static HotFeed verbatim(Scratch scratch, Updates updates) {
        return new HotFeed(scratch, updates, false);
    }

    /** Folds all changes of a key into one event. */
    static HotFeed squashed(Scratch scratch, Updates updates) {
        return new HotFeed(scratch, updates, true);
    }

    @Override
    public String name() {
        return squashed ? "feed, squashed" : "feed, every change";
    }

    @Override
    public double round() {
        if (engine == null) {
            write();
        }
        long last = engine.lastSequence();
        long[] events = {0};
        long taken;
        try (Feed feed = rows.table().changes(ChangesOptions.squash(squashed).from(first))) {
            Timing timing = Timing.start(name());
            while (feed.position() < last) {
                feed.poll(change -> events[0]++, LIMIT);
            }
            taken = timing.end();
        }
        long expected = squashed ? updates.rows() : updates.count();
        if (events[0] != expected) {
            throw new IllegalStateException(name() + ": events=" + events[0] + " expected=" + expected);
        }
        return (double) taken / updates.count();
    }

    private void write() {
        directory = scratch.fresh("hot");
        engine = Tailrace.open(EngineRows.config(directory));
        rows = new EngineRows(engine, updates);
        first = rows.fill() + 1;
        for (int i = 0; i < updates.count(); i++) {
            rows.send(i, i);
        }
        rows.committed();
    }

    @Override
    public void close() throws IOException {
        if (engine != null) {
            engine.close();
            Scratch.remove(directory);
            engine = null;
        }
    }
}
