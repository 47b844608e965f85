package io.tailrace.bench.rows;

import io.tailrace.PreparedWrite;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.document.Field;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.Metrics;
import io.tailrace.write.Acknowledgement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The rows of {@link Updates} as documents of an engine, and {@link Screens} as feeds on them. One thread. */
public final class EngineRows {
    static final String SENT = "sent";
    private static final int SEGMENT_BYTES = 512 << 20;
    private static final int PAGE_BYTES = 4_096;
    private static final long TOUCH_NS = 5_000_000;
    private static final long TOUCHED_WITHIN_NS = 60_000_000_000L;

    private final Tailrace engine;
    private final Table table;
    private final Updates updates;
    private final PreparedWrite prepared;
    private final Field sent;

    public EngineRows(Tailrace engine, Updates updates) {
        this.engine = engine;
        this.updates = updates;
        table = engine.table("rows");
        prepared = table.prepare("price", "qty", "symbol", "text", SENT);
        sent = engine.field(SENT);
    }

    /**
     * An engine as it comes, with long segments. It touches its pages while it is measured, a small step ahead of what
     * it writes. A stall of the machine is no error of a benchmark.
     */
    public static TailraceConfig config(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .backPressureTimeout(Duration.ofMinutes(1));
    }

    /**
     * An engine that touches all pages of a segment as soon as it can: beside others whose pages are touched before
     * they are measured. What a round writes has to fit into a segment.
     */
    public static TailraceConfig touchedConfig(Path directory) {
        return config(directory).reserveStepBytes(SEGMENT_BYTES);
    }

    /**
     * Waits until the pages of all of that segment are touched, so that nothing of the engine is at work on them.
     *
     * @param engine of {@link #touchedConfig}
     */
    public static void awaitTouched(Tailrace engine) {
        long deadlineNs = System.nanoTime() + TOUCHED_WITHIN_NS;
        while (!isTouched(engine)) {
            if (engine.doWork() == 0) {
                LockSupport.parkNanos(TOUCH_NS);
            }
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("pages are not touched within a minute");
            }
        }
    }

    private static boolean isTouched(Tailrace engine) {
        Metrics now = engine.metrics();
        long touched = now.value(Metric.JOURNAL_TOUCHED);
        return now.value(Metric.JOURNAL_RESERVED) - touched <= PAGE_BYTES && touched > 0;
    }

    public Table table() {
        return table;
    }

    public Field sentField() {
        return sent;
    }

    /** Writes each key once and answers the last sequence. */
    public long fill() {
        for (int key = 0; key < updates.rows(); key++) {
            write(key, updates.initialPrice(key), key, key);
        }
        return committed();
    }

    /** Hands an update to the engine and does not wait for it, as a producer in front of a ring does. */
    public void send(int update, long sentNs) {
        write(updates.key(update), updates.after(update), update, sentNs);
    }

    /** Hands a row to the engine in the place of the one that has its key. */
    public void write(int key, double newPrice, long newQty, long sentNs) {
        prepared.key(key)
                .put(0, newPrice)
                .put(1, newQty)
                .put(2, updates.symbol(key))
                .putUtf8(3, updates.textBuffer(key), 0, Updates.TEXT_BYTES)
                .put(4, sentNs)
                .commit(Acknowledgement.RECEIVED);
    }

    /** Waits until all that was sent is committed, and answers the last sequence. */
    public long committed() {
        table.delete(-1L).commit(); // nothing is there, so nothing is journaled; it is answered after all before it
        return engine.lastSequence();
    }

    public Feed open(Screens screens, int screen) {
        Expression predicate = screens.kind() == Screens.Kind.EQUALITY
                ? Expressions.row("symbol").eq(screen)
                : Expressions.row("price")
                        .ge(screens.low(screen))
                        .and(Expressions.row("price").lt(screens.low(screen) + Screens.WIDTH));
        return table.filter(predicate).changes(ChangesOptions.squash(false));
    }
}
