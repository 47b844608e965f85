package io.tailrace.bench.latency;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.rows.EngineRows;
import io.tailrace.bench.rows.Updates;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.Field;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** An engine with its defaults and one feed that takes every change. */
public final class EngineRoute implements Route {
    /** What a change of {@link Updates} takes in the journal, about. */
    static final int CHANGE_BYTES = 310;

    private static final int LARGEST_OF_SEGMENT = 16;
    private static final int LIMIT = 256;
    private static final long SETTLE_NS = 100_000_000;

    /** Who does what. */
    public enum Mode {
        /** The caller does everything. */
        INVOKER(1, "INVOKER, one thread"),
        /** The producer, and the engine's thread, which writes and runs the feed. */
        SHARED(2, "SHARED"),
        /** The producer, which polls the feed between its writes, and the engine's writer. */
        POLLED(2, "DEDICATED, feed polled by the producer"),
        /** The producer, the engine's writer, and the engine's thread of feeds. */
        DEDICATED(3, "DEDICATED"),
        /** The producer, the engine's writer, and a thread of the caller's that polls the feed and never waits. */
        SPINNING(3, "DEDICATED, feed polled by a spinning thread");

        private final int threads;
        private final String text;

        Mode(int threads, String text) {
            this.threads = threads;
            this.text = text;
        }

        private Threading threading() {
            return this == INVOKER ? Threading.INVOKER : this == SHARED ? Threading.SHARED : Threading.DEDICATED;
        }
    }

    private final Scratch scratch;
    private final Updates updates;
    private final Mode mode;
    private final int segmentBytes;
    private final boolean touched;

    /** With all defaults: the engine touches pages while it is measured. */
    public EngineRoute(Scratch scratch, Updates updates, Mode mode) {
        this(scratch, updates, mode, 0, false);
    }

    /** With segments of that many bytes. */
    EngineRoute(Scratch scratch, Updates updates, Mode mode, int segmentBytes) {
        this(scratch, updates, mode, segmentBytes, false);
    }

    /** With all pages touched before it is measured, as those of the rivals are. */
    public static EngineRoute touched(Scratch scratch, Updates updates, Mode mode) {
        return new EngineRoute(scratch, updates, mode, 0, true);
    }

    private EngineRoute(Scratch scratch, Updates updates, Mode mode, int segmentBytes, boolean touched) {
        this.scratch = scratch;
        this.updates = updates;
        this.mode = mode;
        this.segmentBytes = segmentBytes;
        this.touched = touched;
    }

    @Override
    public String name() {
        return mode.text;
    }

    @Override
    public int threads() {
        return mode.threads;
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public void run(Course course) throws Exception {
        Path directory = scratch.fresh("route");
        TailraceConfig config = touched
                ? EngineRows.touchedConfig(directory)
                : new TailraceConfig()
                        .directory(directory)
                        .backPressureTimeout(Duration.ofMinutes(1)); // a stall of the machine is no error
        if (segmentBytes > 0) {
            int largest = Math.min(new DocumentLimits().documentBytes(), segmentBytes / LARGEST_OF_SEGMENT);
            config.segmentBytes(segmentBytes).limits(new DocumentLimits().documentBytes(largest));
        }
        try (Tailrace engine = Tailrace.open(config.threading(mode.threading()))) {
            EngineRows rows = new EngineRows(engine, updates);
            rows.fill();
            Field sent = rows.sentField();
            ChangeHandler handler = change -> course.handled(change.newVal().longValue(sent));
            Course.Sender sender = update -> rows.send(update % updates.count(), update);
            try (Feed feed = rows.table().changes(ChangesOptions.squash(false).includeInitial(false))) {
                settle(engine);
                switch (mode) {
                    case INVOKER ->
                        course.send(sender, () -> {
                            engine.doWork();
                            feed.poll(handler, LIMIT);
                        });
                    case POLLED ->
                        course.send(sender, () -> {
                            if (feed.poll(handler, LIMIT) == 0) {
                                Thread.yield();
                            }
                        });
                    case SPINNING -> spinning(course, sender, feed, handler);
                    default -> running(engine, course, sender, feed, handler);
                }
            }
        } finally {
            Scratch.remove(directory);
        }
    }

    /** Has the janitor come to rest after the rows were written, as in a process that has been up for a while. */
    private void settle(Tailrace engine) {
        if (touched) {
            EngineRows.awaitTouched(engine);
        }
        if (mode == Mode.INVOKER) {
            while (engine.doWork() > 0) {
                Thread.onSpinWait();
            }
        } else {
            LockSupport.parkNanos(SETTLE_NS);
        }
    }

    private static void running(
            Tailrace engine, Course course, Course.Sender sender, Feed feed, ChangeHandler handler) {
        try (FeedRun run = engine.run(feed, handler)) {
            course.send(sender);
            while (!course.isComplete()) {
                if (run.failure() != null || engine.isFailed()) {
                    throw new IllegalStateException("the feed has ended: run=" + run, run.failure());
                }
                Thread.yield();
            }
        }
    }

    private static void spinning(Course course, Course.Sender sender, Feed feed, ChangeHandler handler)
            throws Exception {
        Beside poller = new Beside("spinning-poller", () -> {
            while (!course.isComplete()) {
                if (feed.poll(handler, LIMIT) == 0) {
                    Thread.onSpinWait();
                }
            }
        });
        poller.go();
        course.send(sender);
        poller.join();
    }
}
