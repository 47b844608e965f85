package io.tailrace.bench.faults;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Transaction;
import io.tailrace.document.DocumentLimits;
import io.tailrace.expression.Expressions;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The writes of the rig. A producer p writes its counts 1, 2, 3 ... in order; which write a count is, is a pure
 * function of both. Every tenth count is a transaction over both tables.
 */
final class Writing {
    static final int PRODUCERS = 3;
    static final int TRANSACTION_EVERY = 10;

    /** Tables and indexes that one process makes and drops: a journal holds 1,024 in all its time. */
    private static final int COMINGS = 30;

    /** So that they come and go all the time that most processes live. */
    private static final int COMES_EVERY = 10;

    /** Slow enough that nothing of a lie comes true by a segment that is full and forced. */
    private static final long LYING_PAUSE_NS = 5_000_000;

    private static final long PAUSE_NS = 1_000_000;
    private static final int KEYS = 50;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int DOCUMENT_BYTES = 16 << 10;

    private final Tailrace engine;
    private final Table orders;
    private final Table audit;
    private final PrintStream out;
    private final Syncing syncing;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Makes the tables.
     *
     * @param out is told what was acknowledged, as {@code ack sequence producer count}, and up to where everything is
     *     on the device, as {@code synced sequence}
     * @param syncing how it gets there
     */
    Writing(Tailrace engine, PrintStream out, Syncing syncing) {
        this.engine = engine;
        this.out = out;
        this.syncing = syncing;
        orders = engine.table(History.TABLES[0]);
        audit = engine.table(History.TABLES[1]);
        if (!orders.indexes().contains(History.INDEX)) {
            orders.createIndex(History.INDEX, Expressions.row("count"));
        }
    }

    /** Small segments, so that they roll often. */
    static TailraceConfig config(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .reserveStepBytes(SEGMENT_BYTES)
                .ringSlots(512)
                .errorHandler(error -> {})
                .limits(new DocumentLimits().documentBytes(DOCUMENT_BYTES));
    }

    /** One write, or one transaction, and its acknowledgement. */
    void write(int producer, long count) {
        Ack ack;
        if (count % TRANSACTION_EVERY == 0) {
            Transaction both = engine.transaction();
            both.add(orders.upsert(key(producer, count)).putAll(fields(producer, count)));
            both.add(audit.upsert(key(producer, count)).putAll(fields(producer, count)));
            ack = both.commit(level(producer));
        } else {
            ack = orders.upsert(key(producer, count))
                    .putAll(fields(producer, count))
                    .commit(level(producer));
        }
        say("ack " + ack.sequence() + " " + producer + " " + count);
        if (syncing == Syncing.LYING) {
            LockSupport.parkNanos(LYING_PAUSE_NS);
        }
        if (syncing.isSynced(producer)) {
            WrongAnswer.unless(
                    engine.syncedSequence() >= ack.sequence(),
                    "acknowledged as synced: " + ack + " syncedSequence=" + engine.syncedSequence());
            say("synced " + ack.sequence());
        }
    }

    private Acknowledgement level(int producer) {
        return syncing.isSynced(producer) ? Acknowledgement.SYNCED : Acknowledgement.JOURNALED;
    }

    /** Makes and drops a table and an index, with a document in between. */
    void comeAndGo(int round) {
        String index = "passing-" + round;
        audit.dropIndex(index); // a process that was killed may have left it
        Table passing = engine.table("passing");
        passing.upsert("one").put("round", round).commit();
        audit.createIndex(index, Expressions.row("producer"));
        engine.dropTable("passing");
        audit.dropIndex(index);
    }

    /** Forces, and says up to where as {@code synced sequence}. */
    void sync() {
        long last = engine.lastSequence();
        if (syncing != Syncing.LYING) {
            engine.sync();
        }
        say("synced " + last);
    }

    /** Writes with several producers until the process is killed. */
    void forever(long[] counts) {
        for (int i = 0; i < PRODUCERS; i++) {
            int producer = i;
            Thread thread = new Thread(() -> {
                long count = counts[producer];
                while (!ended.get()) {
                    write(producer, ++count);
                }
            });
            thread.setUncaughtExceptionHandler((who, error) -> fail(error));
            thread.start();
        }
        for (int round = 0; !ended.get(); round++) {
            if (round % COMES_EVERY == 0 && round < COMINGS * COMES_EVERY) {
                comeAndGo(round / COMES_EVERY);
            } else {
                LockSupport.parkNanos(PAUSE_NS);
            }
            if (syncing == Syncing.CALLS || syncing == Syncing.LYING) {
                sync();
            }
        }
    }

    private void fail(Throwable error) {
        ended.set(true);
        say("fail " + error);
    }

    /** Ends when nobody listens any more: who was to kill this process is gone. */
    private void say(String line) {
        synchronized (out) {
            out.println(line);
            if (out.checkError()) {
                ended.set(true);
            }
        }
    }

    static String key(int producer, long count) {
        return "key-" + producer + "-" + count % KEYS;
    }

    static Map<String, Object> fields(int producer, long count) {
        String pad = "x".repeat((int) ((count * 31 + producer) % 400)) + (count % 97 == 0 ? "y".repeat(9_000) : "");
        return Map.of("producer", (long) producer, "count", count, "pad", pad);
    }
}
