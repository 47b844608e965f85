package io.tailrace.document;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures what the current thread allocates while it does something many times, window by window.
 *
 * <p>Looks for three clean windows in a row, for a bounded time: a JVM resolves the string constants of a class on the
 * thread that asks for its compilation, which is seen once and at no predictable time. What really allocates never
 * leaves three windows clean.
 */
final class AllocationMeter {
    private static final int CLEAN_WINDOWS = 3;
    private static final int MAX_WINDOWS = 30;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Zero after clean windows in a row, else the least that one window allocated, in bytes. */
    long allocatedPerWindow(int timesPerWindow, Runnable work) {
        long least = Long.MAX_VALUE;
        int clean = 0;
        for (int window = 0; window < MAX_WINDOWS && clean < CLEAN_WINDOWS; window++) {
            long allocated = allocated(timesPerWindow, work);
            clean = allocated == 0 ? clean + 1 : 0;
            least = allocated == 0 ? least : Math.min(least, allocated);
        }
        return clean == CLEAN_WINDOWS ? 0 : least;
    }

    private long allocated(int times, Runnable work) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
