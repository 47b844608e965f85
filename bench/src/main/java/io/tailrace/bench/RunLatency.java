package io.tailrace.bench;

import io.tailrace.Tailrace;
import io.tailrace.document.Field;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import java.nio.file.Path;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * The median time from the moment at which a row should have been sent to the handler of a feed that takes every
 * change, at a steady rate; a stall of the sender counts for all rows after it. The feed is run by the engine, or
 * polled by a thread that never waits.
 */
final class RunLatency implements Side {
    private static final int RATE = 50_000;
    private static final long INTERVAL_NS = 1_000_000_000L / RATE;
    private static final int LIMIT = 256;
    private static final int DIGITS = 3;

    private final Scratch scratch;
    private final Updates updates;
    private final boolean run;

    private RunLatency(Scratch scratch, Updates updates, boolean run) {
        this.scratch = scratch;
        this.updates = updates;
        this.run = run;
    }

    /** By the engine, everything about it at its default. */
    static RunLatency run(Scratch scratch, Updates updates) {
        return new RunLatency(scratch, updates, true);
    }

    /** By a thread of the caller that spins. */
    static RunLatency spinning(Scratch scratch, Updates updates) {
        return new RunLatency(scratch, updates, false);
    }

    @Override
    public String name() {
        return run ? "run by the engine" : "spinning poller";
    }

    @Override
    public double round() throws Exception {
        Path directory = scratch.fresh("latency");
        Histogram latencies = new Histogram(DIGITS);
        try (Tailrace engine = Tailrace.open(EngineRows.config(directory))) {
            EngineRows rows = new EngineRows(engine, updates);
            long end = rows.fill() + updates.count();
            Field sent = rows.sentField();
            long settled = end - updates.count() * 3L / 4;
            try (Feed feed = rows.table().changes(ChangesOptions.squash(false))) {
                if (run) {
                    try (FeedRun running = engine.run(feed, change -> record(latencies, change, sent, settled))) {
                        send(rows);
                        awaitEnd(feed, end, running);
                    }
                } else {
                    Beside poller = new Beside("spinning-poller", () -> {
                        while (feed.position() < end) {
                            if (feed.poll(change -> record(latencies, change, sent, settled), LIMIT) == 0) {
                                Thread.onSpinWait();
                            }
                        }
                    });
                    poller.go();
                    send(rows);
                    poller.join();
                }
            }
        } finally {
            Scratch.remove(directory);
        }
        return latencies.getValueAtPercentile(50);
    }

    private static void awaitEnd(Feed feed, long end, FeedRun running) {
        if (!feed.awaitSequence(end, Duration.ofMinutes(1))) {
            throw new IllegalStateException("position=" + feed.position() + " end=" + end + " run=" + running);
        }
    }

    private static void record(Histogram latencies, Change change, Field sent, long settled) {
        if (change.sequence() > settled) {
            latencies.recordValue(
                    Math.max(0, System.nanoTime() - change.newVal().longValue(sent)));
        }
    }

    private void send(EngineRows rows) {
        long start = System.nanoTime();
        for (int i = 0; i < updates.count(); i++) {
            long intended = start + i * INTERVAL_NS;
            while (System.nanoTime() < intended) {
                Thread.yield();
            }
            rows.send(i, intended);
        }
    }
}
