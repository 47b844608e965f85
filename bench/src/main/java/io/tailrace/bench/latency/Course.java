package io.tailrace.bench.latency;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.HdrHistogram.Histogram;

/**
 * A run of updates that are due at a steady rate, each with the time from when it was due until it was handled: a stall
 * of anybody counts for all updates that were due meanwhile. One thread sends, one thread handles, which may be the
 * same.
 */
final class Course {
    private static final VarHandle HANDLED;
    private static final int DIGITS = 3;
    private static final long LEAD_NS = 1_000_000;
    private static final double KEPT = 0.98;
    private static final double SECOND_NS = 1e9;
    /** As many updates as are sent one after the other where one thread does all and is behind. */
    private static final int BURST = 64;

    static {
        try {
            HANDLED = MethodHandles.lookup().findVarHandle(Course.class, "handled", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final double intervalNs;
    private final int settled;
    private final long[] tookNs; // by the handling thread
    private long startNs; // by the sending thread, before it sends
    private long lastNs; // by the handling thread, before it counts
    private int handled; // by the handling thread, opaquely

    /**
     * With nothing sent yet.
     *
     * @param rate updates a second, 0 for as fast as they are taken
     * @param count how many
     * @param settled how many of them are sent first and not measured
     */
    Course(int rate, int count, int settled) {
        intervalNs = rate == 0 ? 0 : SECOND_NS / rate;
        this.settled = settled;
        tookNs = new long[count];
    }

    int count() {
        return tookNs.length;
    }

    long dueNs(int update) {
        return startNs + (long) (update * intervalNs);
    }

    /** Sends all of them when they are due; others work meanwhile. */
    void send(Sender sender) {
        startNs = System.nanoTime() + LEAD_NS;
        for (int i = 0; i < tookNs.length; i++) {
            long dueNs = dueNs(i);
            while (System.nanoTime() < dueNs) {
                Thread.yield();
            }
            sender.send(i);
        }
    }

    /** Sends all of them when they are due, on the thread that does everything else between them too. */
    void send(Sender sender, Runnable work) {
        startNs = System.nanoTime() + LEAD_NS;
        int burst = 0;
        for (int i = 0; i < tookNs.length; i++) {
            long dueNs = dueNs(i);
            while (System.nanoTime() < dueNs) {
                work.run();
                burst = 0;
            }
            sender.send(i);
            if (++burst == BURST) {
                work.run();
                burst = 0;
            }
        }
        while (!isComplete()) {
            work.run();
        }
    }

    /** Notes that an update has been handled; each has to be, once, in the order in which they were sent. */
    void handled(long update) {
        long nowNs = System.nanoTime();
        int next = handled;
        if (update != next) {
            throw new IllegalStateException("handled=" + update + " expected=" + next);
        }
        tookNs[next] = nowNs - dueNs(next);
        lastNs = nowNs;
        HANDLED.setRelease(this, next + 1);
    }

    /** Whether all have been handled. Any thread. */
    boolean isComplete() {
        return (int) HANDLED.getAcquire(this) == tookNs.length;
    }

    /** Nanoseconds from when each was due, of those that are measured. */
    Histogram histogram() {
        Histogram histogram = new Histogram(DIGITS);
        for (int i = settled; i < tookNs.length; i++) {
            histogram.recordValue(Math.max(0, tookNs[i]));
        }
        return histogram;
    }

    /** Updates a second, from when the first that is measured was due until the last was handled. */
    double reached() {
        return (tookNs.length - settled) * SECOND_NS / Math.max(1, lastNs - dueNs(settled));
    }

    /** Whether they were handled about as fast as they were due. */
    boolean isKept() {
        return intervalNs == 0 || reached() >= KEPT * SECOND_NS / intervalNs;
    }

    int settled() {
        return settled;
    }

    long tookNs(int update) {
        return tookNs[update];
    }

    /** Sends one update. */
    interface Sender {
        void send(int update);
    }
}
