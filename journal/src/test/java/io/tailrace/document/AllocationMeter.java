package io.tailrace.document;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures what the current thread allocates while it does something many times, window by window. */
final class AllocationMeter {
    private static final int WINDOWS = 3;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The most that a window allocated after the warm-up, in bytes. */
    long worstWindow(final int timesPerWindow, final Runnable work) {
        for (int i = 0; i < timesPerWindow; i++) {
            work.run();
        }
        long worst = 0;
        for (int window = 0; window < WINDOWS; window++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < timesPerWindow; i++) {
                work.run();
            }
            worst = Math.max(worst, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return worst;
    }
}
