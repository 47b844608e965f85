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
import io.tailrace.write.Acknowledgement;
import java.nio.file.Path;
import java.time.Duration;

/** The rows of {@link Updates} as documents of an engine, and {@link Screens} as feeds on them. One thread. */
public final class EngineRows {
    static final String SENT = "sent";
    private static final int SEGMENT_BYTES = 512 << 20;

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
     * An engine as it comes, with long segments. It works ahead of what it writes by a small step at a time, so that
     * the pages it touches are those that a round needs: a step as long as a segment would have it touch a multiple of
     * them in a short round, on a core that those at work need. A stall of the machine is no error of a benchmark.
     */
    public static TailraceConfig config(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .backPressureTimeout(Duration.ofMinutes(1));
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
