package io.tailrace.bench.budgets;

import java.lang.management.ManagementFactory;
import java.util.function.IntSupplier;

/**
 * Bytes that the calling thread and all threads of the engine allocate while work is done, as the JVM counts them. A
 * window in which the journal began a new segment is counted apart: Chronicle Queue allocates then, whatever is
 * written.
 */
final class Allocation {
    private static final String ENGINE_THREADS = "tailrace";
    private static final int WARM_UPS = 3;
    private static final int MOST_WINDOWS = 12;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final IntSupplier segments;
    private final long[] ids;
    private long rolls;
    private long rollBytes;

    /**
     * Looks up the threads; those started later are not seen.
     *
     * @param segments how many segments the journal has
     */
    Allocation(IntSupplier segments) {
        this.segments = segments;
        long current = Thread.currentThread().getId();
        ids = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(ENGINE_THREADS) || thread.getId() == current)
                .mapToLong(Thread::getId)
                .toArray();
    }

    /** The most bytes an operation over windows without a new segment, after some that are not counted. */
    double measure(int windows, int operations, Work work) throws Exception {
        for (int window = 0; window < WARM_UPS; window++) {
            work.run(operations);
        }
        double most = 0;
        int counted = 0;
        for (int window = 0; counted < windows; window++) {
            if (window == MOST_WINDOWS) {
                throw new IllegalStateException(
                        "windows=" + window + " and only " + counted + " without a new segment");
            }
            int segmentsBefore = segments.getAsInt();
            long before = allocated();
            work.run(operations);
            long taken = allocated() - before;
            int begun = segments.getAsInt() - segmentsBefore;
            if (begun == 0) {
                most = Math.max(most, (double) taken / operations);
                counted++;
            } else {
                rolls += begun;
                rollBytes += taken;
            }
        }
        return most;
    }

    /** Bytes allocated for each segment begun in a window, 0 when there was none. */
    long bytesOfARoll() {
        return rolls == 0 ? 0 : rollBytes / rolls;
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
