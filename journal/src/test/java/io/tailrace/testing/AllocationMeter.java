package io.tailrace.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** What the current thread allocates, in bytes. Any thread; reading it allocates nothing. */
public final class AllocationMeter {
    private static final int CLEAN_WINDOWS = 3;
    private static final int MAX_WINDOWS = 30;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocationMeter() {}

    /** Bytes that the current thread has allocated since it began. */
    public static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Bytes that one piece of work allocates. */
    public static long allocatedBy(Runnable work) {
        long before = allocated();
        work.run();
        return allocated() - before;
    }

    /** What work allocates that is done so many times in a window, as {@link #allocatedPerWindow(LongSupplier)}. */
    public static long allocatedPerWindow(int timesPerWindow, Runnable work) {
        return allocatedPerWindow(() -> {
            long before = allocated();
            for (int i = 0; i < timesPerWindow; i++) {
                work.run();
            }
            return allocated() - before;
        });
    }

    /**
     * What windows of work allocate: zero after three clean ones in a row, else the least that one has allocated.
     *
     * <p>A JVM resolves the string constants of a class on the thread that asks for its compilation, which is seen once
     * and at no predictable time. What really allocates never leaves three windows clean.
     *
     * @param window does the work of one and says the bytes it has allocated
     */
    public static long allocatedPerWindow(LongSupplier window) {
        long least = Long.MAX_VALUE;
        int clean = 0;
        for (int i = 0; i < MAX_WINDOWS && clean < CLEAN_WINDOWS; i++) {
            long bytes = window.getAsLong();
            clean = bytes == 0 ? clean + 1 : 0;
            least = bytes == 0 ? least : Math.min(least, bytes);
        }
        return clean == CLEAN_WINDOWS ? 0 : least;
    }
}
