package io.tailrace.bench.feeds;

import io.tailrace.Query;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.rows.Standing;
import io.tailrace.feed.ChangesOptions;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Measures points of curves, each on an engine of its own. */
final class FeedCurve {
    private static final ChangesOptions OPTIONS = ChangesOptions.squash(false).includeInitial(false);
    private static final int LIMIT = 1 << 16;
    private static final int FIRST_CHUNK = 16;
    private static final int MOST_CHUNK = 1 << 15;
    private static final long SHORT_NS = 20_000_000;
    private static final int WARM_UPS = 100;
    /** Fewer feeds cannot be told from the noise of the heap. */
    private static final int LEAST_WEIGHED = 100;

    /** In a row without anything more found to be free; and in all. */
    private static final int COLLECTIONS = 3;

    private static final int MOST_COLLECTIONS = 30;
    private static final long SETTLE_NS = 10_000_000;
    private static final long SETTLED_BYTES = 16 << 10;
    /** How much longer than what is measured a point may take, with the writing of what is read. */
    private static final int PATIENCE = 4;

    private final Scratch scratch;
    private final long measureNs;
    private final int wantedRows;

    /**
     * Of one length.
     *
     * @param scratch where the engines work
     * @param measureNs how long the feeds read, half of it before to warm up
     * @param wantedRows how many rows a table has, more where classes need them
     */
    FeedCurve(Scratch scratch, long measureNs, int wantedRows) {
        this.scratch = scratch;
        this.measureNs = measureNs;
        this.wantedRows = wantedRows;
    }

    FeedPoint measure(FeedKind kind, int feeds, double percent) throws Exception {
        int classes = Math.max(1, (int) Math.round(100 / percent));
        Path directory = scratch.fresh("curve");
        try (Tailrace engine =
                Tailrace.open(new TailraceConfig().directory(directory).backPressureTimeout(Duration.ofMinutes(1)))) {
            ClassedRows rows =
                    new ClassedRows(engine, kind.rows(wantedRows, classes), classes, kind == FeedKind.ORDERED);
            return measure(engine, rows, kind, feeds, percent);
        } finally {
            Scratch.remove(directory);
        }
    }

    private FeedPoint measure(Tailrace engine, ClassedRows rows, FeedKind kind, int feeds, double percent) {
        open(engine, queries(rows, kind, Math.min(feeds, WARM_UPS)), new long[Math.min(feeds, WARM_UPS)])
                .close();
        long[] counts = new long[feeds];
        Query[] queries = queries(rows, kind, feeds); // what a feed takes is told besides its query and options
        long bytesBefore = usedBytes();
        long opening = System.nanoTime();
        Standing standing = open(engine, queries, counts);
        try {
            double openUs = (System.nanoTime() - opening) / 1e3 / feeds;
            double bytes = (double) (usedBytes() - bytesBefore) / feeds;
            read(rows, standing, measureNs / 2);
            long before = sum(counts);
            Reading reading = read(rows, standing, measureNs);
            standing.drain(engine.lastSequence(), LIMIT);
            String fault = fault(rows, kind, counts);
            long closing = System.nanoTime();
            standing.close();
            double closeUs = (System.nanoTime() - closing) / 1e3 / feeds;
            return new FeedPoint(
                    kind,
                    feeds,
                    percent,
                    openUs,
                    closeUs,
                    feeds < LEAST_WEIGHED ? Double.NaN : bytes,
                    reading.changes / (reading.nanos / 1e9),
                    (sum(counts) - before) / (reading.nanos / 1e9),
                    fault);
        } finally {
            standing.close();
        }
    }

    private static Query[] queries(ClassedRows rows, FeedKind kind, int count) {
        Query[] queries = new Query[count];
        for (int i = 0; i < count; i++) {
            queries[i] = kind.query(rows.table(), rows, i % rows.classes());
        }
        return queries;
    }

    /** Opens so many and reads to the end once, so that all of them stand where the others stand. */
    private static Standing open(Tailrace engine, Query[] queries, long[] counts) {
        Standing standing = Standing.in(engine);
        for (int i = 0; i < counts.length; i++) {
            int feed = i;
            standing.add(queries[i].changes(OPTIONS), change -> counts[feed]++);
        }
        standing.takeIn();
        standing.drain(engine.lastSequence(), LIMIT);
        return standing;
    }

    /** Writes some and reads them, again and again; only the reading counts. */
    private static Reading read(ClassedRows rows, Standing standing, long measureNs) {
        long changes = 0;
        long nanos = 0;
        int chunk = FIRST_CHUNK;
        long begun = System.nanoTime();
        while (nanos < measureNs && System.nanoTime() - begun < PATIENCE * measureNs || changes == 0) {
            long end = rows.update(chunk);
            long start = System.nanoTime();
            standing.drainTogether(end, LIMIT);
            long taken = System.nanoTime() - start;
            nanos += taken;
            changes += chunk;
            chunk = taken < SHORT_NS ? Math.min(MOST_CHUNK, 2 * chunk) : chunk;
        }
        return new Reading(changes, nanos);
    }

    /** The first feed whose count is not what the oracle says, null if there is none. */
    static String fault(ClassedRows rows, FeedKind kind, long[] counts) {
        for (int feed = 0; feed < counts.length; feed++) {
            long expected = rows.expected(kind, feed % rows.classes());
            if (counts[feed] != expected) {
                return "feed=" + feed + " counted=" + counts[feed] + " expected=" + expected;
            }
        }
        return null;
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** What is used on the heap after collections, and of direct memory, which is given back some time after them. */
    private static long usedBytes() {
        long used = Long.MAX_VALUE;
        int settled = 0;
        for (int i = 0; i < MOST_COLLECTIONS && settled < COLLECTIONS; i++) {
            System.gc();
            LockSupport.parkNanos(SETTLE_NS);
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                now += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
            }
            settled = now < used - SETTLED_BYTES ? 0 : settled + 1;
            used = Math.min(used, now);
        }
        return used;
    }

    private record Reading(long changes, long nanos) {}
}
