package io.tailrace.bench.comparison;

import io.tailrace.bench.comparison.protocol.Told;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** Counts what subscribers are told, and how late. One thread tells, unless they are {@link #locked}. */
final class PeerSubscribers implements Told {
    private static final VarHandle TOTAL;
    private static final int DIGITS = 3;
    private static final long NEVER = Long.MAX_VALUE;

    static {
        try {
            TOTAL = MethodHandles.lookup().findVarHandle(PeerSubscribers.class, "total", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long originNs = System.nanoTime();
    private final long[] counts;
    private final long[] sums;
    private final Histogram histogram = new Histogram(DIGITS);
    private volatile long fromNs = NEVER; // by who measures, while nobody is told
    private long total; // by who tells

    PeerSubscribers(int count) {
        counts = new long[count];
        sums = new long[count];
    }

    /** The same for several threads that tell at once. */
    Told locked() {
        return (query, wasIn, oldNumber, isIn, newNumber, sentNs) -> {
            synchronized (this) {
                told(query, wasIn, oldNumber, isIn, newNumber, sentNs);
            }
        };
    }

    @Override
    public void told(int query, boolean wasIn, long oldNumber, boolean isIn, long newNumber, long sentNs) {
        counts[query]++;
        sums[query] += (isIn ? PeerOracle.mixed(newNumber) : 0) - (wasIn ? PeerOracle.mixed(oldNumber) : 0);
        if (isIn && sentNs - originNs >= fromNs) {
            histogram.recordValue(Math.max(0, System.nanoTime() - sentNs));
        }
        TOTAL.setRelease(this, total + 1);
    }

    /** Forgets what they were told, when nobody is told any more. */
    void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        TOTAL.setRelease(this, 0L);
    }

    /** Measures from now on how late they are told of what was due at a moment or later. */
    void measureFrom(long dueNs) {
        histogram.reset();
        fromNs = dueNs - originNs;
    }

    /** Measures no more, and answers what was measured, when nobody is told any more. */
    Histogram measured() {
        fromNs = NEVER;
        return histogram;
    }

    /** How often they were told, all together. Any thread. */
    long total() {
        return (long) TOTAL.getAcquire(this);
    }

    /** What is wrong with what the first of them was told, null when all is as it should be. */
    String fault(PeerOracle oracle) {
        for (int query = 0; query < counts.length; query++) {
            if (counts[query] != oracle.count(query)) {
                return "query=" + query + " counted=" + counts[query] + " expected=" + oracle.count(query);
            }
            if (sums[query] != oracle.sum(query)) {
                return "query=" + query + " holds other rows than it should, counted=" + counts[query];
            }
        }
        return null;
    }
}
