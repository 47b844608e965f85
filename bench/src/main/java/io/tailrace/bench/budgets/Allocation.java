package io.tailrace.bench.budgets;

import java.lang.management.ManagementFactory;
import java.util.function.IntSupplier;

/**
 * Bytes that the calling thread and all threads of the engine allocate while work is done, as the JVM counts them. A
 * window in which the journal began a new segment, or a snapshot was completed, is counted apart, with the next one, in
 * which the segment before may still be sealed: Chronicle Queue allocates then, and so does who writes a file, whatever
 * the work is.
 */
final class Allocation {
    private static final String ENGINE_THREADS = "tailrace";
    private static final int WARM_UPS = 5;
    private static final int MOST_WINDOWS = 12;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final IntSupplier turns;
    private final long[] ids;
    private long turned;
    private long turnBytes;

    /**
     * Looks up the threads; those started later are not seen.
     *
     * @param turns how many segments and snapshots there have been
     */
    Allocation(IntSupplier turns) {
        this.turns = turns;
        long current = Thread.currentThread().getId();
        ids = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(ENGINE_THREADS) || thread.getId() == current)
                .mapToLong(Thread::getId)
                .toArray();
    }

    /** The most bytes an operation over windows without a new segment or snapshot, after some that are not counted. */
    double measure(int windows, int operations, Work work) throws Exception {
        int turnsBefore = 0;
        for (int window = 0; window < WARM_UPS; window++) {
            turnsBefore = turns.getAsInt();
            work.run(operations);
        }
        double most = 0;
        int counted = 0;
        for (int window = 0; counted < windows; window++) {
            if (window == MOST_WINDOWS) {
                throw new IllegalStateException(
                        "windows=" + window + " and only " + counted + " without a new segment or snapshot");
            }
            int turnsNow = turns.getAsInt();
            long before = allocated();
            work.run(operations);
            long taken = allocated() - before;
            int turnsAfter = turns.getAsInt();
            if (turnsAfter == turnsBefore) {
                most = Math.max(most, (double) taken / operations);
                counted++;
            } else {
                turned += turnsAfter - turnsNow;
                turnBytes += taken;
            }
            turnsBefore = turnsNow;
        }
        return most;
    }

    /** Bytes allocated for each segment or snapshot in a window, 0 when there was none. */
    long bytesOfATurn() {
        return turned == 0 ? 0 : turnBytes / turned;
    }

    private long allocated() {
        long sum = 0;
        for (long id : ids) {
            sum += Math.max(0, threads.getThreadAllocatedBytes(id));
        }
        return sum;
    }

    /** Does so many operations. */
    interface Work {
        void run(int operations) throws Exception;
    }
}
