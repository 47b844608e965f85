package io.tailrace.bench.scale;

import io.tailrace.PreparedWrite;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.document.Field;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Acknowledgement;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/** One run at one point: producers write as fast as they can, one feed follows, and every event is checked. */
final class ScaleRun {
    private static final int LIMIT = 1 << 14;
    private static final long REST_NS = 50_000;
    private static final long SETTLE_NS = 100_000_000;
    /** Key, level and number of a document, and what describes them. */
    private static final int FIXED_BYTES = 40;

    private static final String WRITER = "tailrace-writer";

    private final Scratch scratch;
    private final long seed;
    private final boolean reopen;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /**
     * Prepares nothing.
     *
     * @param scratch where the journals lie
     * @param seed of all that is random
     * @param reopen whether the journal is opened once more, and that is measured too
     */
    ScaleRun(Scratch scratch, long seed, boolean reopen) {
        this.scratch = scratch;
        this.seed = seed;
        this.reopen = reopen;
    }

    ScaleResult measure(ScalePoint point) throws Exception {
        Path directory = scratch.fresh("scale");
        int[] ranks = ScaleWrites.ranks(point, seed);
        ScaleOracle oracle = new ScaleOracle(point, seed, ranks);
        TailraceConfig config = new TailraceConfig().directory(directory).backPressureTimeout(Duration.ofMinutes(1));
        try {
            Run run;
            try (Tailrace engine = Tailrace.open(config)) {
                Table table = engine.table("rows");
                fill(table, point);
                run = new Run(engine, table, point, oracle, ranks);
                run.measure();
            }
            oracle.check(point);
            return run.result(reopen ? openSeconds(directory) : 0);
        } finally {
            Scratch.remove(directory);
        }
    }

    private static double openSeconds(Path directory) {
        long start = System.nanoTime();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            engine.existingTable("rows");
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** Writes each document once, with a level that passes only the filter that everything passes. */
    private static void fill(Table table, ScalePoint point) {
        Writing writing = new Writing(table, point);
        for (int key = 0; key < point.keysEach() * point.producers(); key++) {
            writing.write(key, ScaleWrites.LEVELS - 1, 0);
        }
        committed(table);
    }

    private static void committed(Table table) {
        table.delete(-1L).commit(); // nothing is there, so nothing is journaled; it is answered after all before it
    }

    /** A producer's own way to write: documents whose text stays and whose numbers change, as quotes do. */
    private static final class Writing {
        private final PreparedWrite prepared;
        private final UnsafeBuffer text;

        Writing(Table table, ScalePoint point) {
            prepared = table.prepare("level", "number", "text");
            int length = Math.max(1, point.documentBytes() - FIXED_BYTES);
            text = new UnsafeBuffer("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
        }

        void write(int key, int newLevel, long newNumber) {
            prepared.key(key)
                    .put(0, newLevel)
                    .put(1, newNumber)
                    .putUtf8(2, text, 0, text.capacity())
                    .commit(Acknowledgement.RECEIVED);
        }
    }

    private final class Run {
        private final Tailrace engine;
        private final Table table;
        private final ScalePoint point;
        private final ScaleOracle oracle;
        private final int[] ranks;
        private final Field id;
        private final Field number;
        private final long[] producerCpuNs;
        private long readerCpuNs; // by the reading thread
        private long writtenNs;
        private long behindNs;
        private long writerCpuNs;
        private long bytes;
        private double others;

        Run(Tailrace engine, Table table, ScalePoint point, ScaleOracle oracle, int[] ranks) {
            this.engine = engine;
            this.table = table;
            this.point = point;
            this.oracle = oracle;
            this.ranks = ranks;
            id = engine.field("id");
            number = engine.field("number");
            producerCpuNs = new long[point.producers()];
        }

        void measure() throws Exception {
            ChangesOptions options = point.squashNs() < 0
                    ? ChangesOptions.squash(false)
                    : point.squashNs() == 0
                            ? ChangesOptions.squash(true)
                            : ChangesOptions.squash(Duration.ofNanos(point.squashNs()));
            try (Feed feed = table.filter(Expressions.row("level").lt(ScaleWrites.threshold(point.matchPercent())))
                    .changes(options.includeInitial(false))) {
                LockSupport.parkNanos(SETTLE_NS); // the janitor comes to rest
                long end = engine.lastSequence() + (long) point.writesEach() * point.producers();
                List<Beside> producers = new ArrayList<>();
                for (int i = 0; i < point.producers(); i++) {
                    int producer = i;
                    producers.add(new Beside("scale-producer-" + i, () -> write(producer)));
                }
                Beside reader = new Beside("scale-reader", () -> read(feed, end));
                Neighbours neighbours = new Neighbours();
                long bytesBefore = engine.info().usedBytes();
                long cpuBefore = writerCpuNs();
                long start = System.nanoTime();
                reader.go();
                producers.forEach(Beside::go);
                for (Beside producer : producers) {
                    producer.join();
                }
                committed(table);
                writtenNs = System.nanoTime() - start;
                writerCpuNs = writerCpuNs() - cpuBefore;
                reader.join();
                behindNs = System.nanoTime() - start - writtenNs;
                bytes = engine.info().usedBytes() - bytesBefore;
                others = neighbours.percent();
            }
        }

        private void write(int producer) {
            ScaleWrites writes = new ScaleWrites(point, producer, seed, ranks);
            Writing writing = new Writing(table, point);
            long before = threads.getCurrentThreadCpuTime();
            for (int i = 1; i <= point.writesEach(); i++) {
                int key = writes.nextKey();
                writing.write(key, writes.nextLevel(), i);
            }
            producerCpuNs[producer] = threads.getCurrentThreadCpuTime() - before;
        }

        private void read(Feed feed, long end) {
            long before = threads.getCurrentThreadCpuTime();
            while (feed.position() < end) {
                if (feed.poll(this::saw, LIMIT) == 0) {
                    LockSupport.parkNanos(REST_NS);
                }
            }
            readerCpuNs = threads.getCurrentThreadCpuTime() - before;
        }

        private void saw(Change change) {
            if (change.newVal() == null) {
                oracle.sawGone(change.oldVal().longValue(id));
            } else {
                oracle.saw(change.newVal().longValue(id), change.newVal().longValue(number));
            }
        }

        private long writerCpuNs() {
            for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
                if (thread != null && thread.getThreadName().startsWith(WRITER)) {
                    return threads.getThreadCpuTime(thread.getThreadId());
                }
            }
            return 0;
        }

        ScaleResult result(double openSeconds) {
            double writes = (double) point.writesEach() * point.producers();
            long producing = 0;
            for (long cpuNs : producerCpuNs) {
                producing += cpuNs;
            }
            return new ScaleResult(
                    writes / (writtenNs / 1e9),
                    producing / writes,
                    writerCpuNs / writes,
                    readerCpuNs / writes,
                    bytes / writes,
                    oracle.events() / writes,
                    behindNs / 1e6,
                    openSeconds,
                    others);
        }
    }
}
