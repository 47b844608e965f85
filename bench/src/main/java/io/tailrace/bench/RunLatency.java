package io.tailrace.bench;

import io.tailrace.Tailrace;
import io.tailrace.Threading;
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
    private final Threading threading;
    private final long[] handedInNs;

    private RunLatency(Scratch scratch, Updates updates, boolean run, Threading threading) {
        this.scratch = scratch;
        this.updates = updates;
        this.run = run;
        this.threading = threading;
        handedInNs = new long[updates.count()];
    }

    /** By the engine, everything about it at its default. */
    static RunLatency run(Scratch scratch, Updates updates) {
        return run(scratch, updates, Threading.DEDICATED);
    }

    /** By the engine with other threads. */
    static RunLatency run(Scratch scratch, Updates updates, Threading threading) {
        return new RunLatency(scratch, updates, true, threading);
    }

    /** By a thread of the caller that spins. */
    static RunLatency spinning(Scratch scratch, Updates updates) {
        return new RunLatency(scratch, updates, false, Threading.DEDICATED);
    }

    @Override
    public String name() {
        return run ? "run by the engine" : "spinning poller";
    }

    @Override
    public double round() throws Exception {
        return measure().due().getValueAtPercentile(50);
    }

    /** One journal and one feed. */
    Latencies measure() throws Exception {
        Path directory = scratch.fresh("latency");
        Latencies latencies = new Latencies(new Histogram(DIGITS), new Histogram(DIGITS));
        try (Tailrace engine = Tailrace.open(EngineRows.config(directory).threading(threading))) {
            EngineRows rows = new EngineRows(engine, updates);
            long end = rows.fill() + updates.count();
            Field sent = rows.sentField();
            try (Feed feed = rows.table().changes(ChangesOptions.squash(false))) {
                if (run) {
                    try (FeedRun running = engine.run(feed, change -> record(latencies, change, sent, end))) {
                        send(rows);
                        awaitEnd(feed, end, running);
                    }
                } else {
                    Beside poller = new Beside("spinning-poller", () -> {
                        while (feed.position() < end) {
                            if (feed.poll(change -> record(latencies, change, sent, end), LIMIT) == 0) {
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
        return latencies;
    }

    private static void awaitEnd(Feed feed, long end, FeedRun running) {
        if (!feed.awaitSequence(end, Duration.ofMinutes(1))) {
            throw new IllegalStateException("position=" + feed.position() + " end=" + end + " run=" + running);
        }
    }

    private void record(Latencies latencies, Change change, Field sent, long end) {
        if (change.sequence() > end - handedInNs.length * 3L / 4) { // settled
            long nowNs = System.nanoTime();
            int update = (int) (change.sequence() - (end - handedInNs.length + 1));
            latencies.due().recordValue(Math.max(0, nowNs - change.newVal().longValue(sent)));
            latencies.handedIn().recordValue(Math.max(0, nowNs - handedInNs[update]));
        }
    }

    private void send(EngineRows rows) {
        long start = System.nanoTime();
        for (int i = 0; i < updates.count(); i++) {
            long intended = start + i * INTERVAL_NS;
            while (System.nanoTime() < intended) {
                Thread.yield();
            }
            handedInNs[i] = System.nanoTime();
            rows.send(i, intended);
        }
    }

    /**
     * Times to the handler in nanoseconds.
     *
     * @param due from the moment at which a row should have been sent
     * @param handedIn from the moment at which it was
     */
    record Latencies(Histogram due, Histogram handedIn) {}
}
