package io.tailrace.crash;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Bytes allocated by all live threads of this JVM together. Reading it allocates nothing; threads that start or end
 * between two readings are an error. Not thread safe.
 */
final class AllocationMeter {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long[] ids;
    private final long[] begin;
    private long total;

    AllocationMeter() {
        ids = threads.getAllThreadIds();
        begin = new long[ids.length];
    }

    void start() {
        for (int i = 0; i < ids.length; i++) {
            begin[i] = allocated(i);
        }
    }

    /** Bytes since start. */
    long stop() {
        total = 0;
        for (int i = 0; i < ids.length; i++) {
            total += allocated(i) - begin[i];
        }
        return total;
    }

    /** Who allocated what since start; allocates itself. */
    String report() {
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            long bytes = allocated(i) - begin[i];
            if (bytes != 0) {
                var info = threads.getThreadInfo(ids[i]);
                report.append(info == null ? "thread=" + ids[i] : info.getThreadName())
                        .append('=')
                        .append(bytes)
                        .append(' ');
            }
        }
        return report.toString();
    }

    /** Fails if a thread came or went, whose allocation would not have been counted. */
    void checkThreads() {
        long[] now = threads.getAllThreadIds();
        java.util.Arrays.sort(now);
        long[] known = ids.clone();
        java.util.Arrays.sort(known);
        if (!java.util.Arrays.equals(now, known)) {
            throw new AssertionError("threads came or went: before=" + java.util.Arrays.toString(known) + " now="
                    + java.util.Arrays.toString(now));
        }
    }

    private long allocated(int i) {
        long bytes = threads.getThreadAllocatedBytes(ids[i]);
        if (bytes < 0) {
            throw new AssertionError("thread ended: id=" + ids[i]);
        }
        return bytes;
    }
}
