package io.tailrace.crash;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/** Bytes allocated by all live threads of this JVM together. Reading it allocates nothing. Not thread safe. */
final class AllocationMeter {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long[] ids = {};
    private long[] begin = {};
    private long[] end = {};

    void start() {
        ids = threads.getAllThreadIds();
        begin = new long[ids.length];
        end = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            begin[i] = allocated(i);
        }
    }

    /** Bytes since start, of all threads that are still there. */
    long stop() {
        long total = 0;
        for (int i = 0; i < ids.length; i++) {
            end[i] = Math.max(begin[i], allocated(i));
            total += end[i] - begin[i];
        }
        return total;
    }

    /** Who allocated what between start and stop. */
    String report() {
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            if (end[i] != begin[i]) {
                ThreadInfo info = threads.getThreadInfo(ids[i]);
                String name = info == null ? "thread " + ids[i] : info.getThreadName();
                report.append(name).append('=').append(end[i] - begin[i]).append(' ');
            }
        }
        return report.toString();
    }

    /** Bytes of one thread, -1 when it has ended. */
    private long allocated(int i) {
        return threads.getThreadAllocatedBytes(ids[i]);
    }
}
