package io.tailrace.crash;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * Bytes allocated by all live threads of this JVM together, but for those that Chronicle keeps for itself. Reading it
 * allocates nothing. Not thread safe.
 */
final class AllocationOfAll {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long[] ids = {};
    private long[] begin = {};
    private long[] end = {};
    private boolean[] foreign = {};

    void start() {
        ids = threads.getAllThreadIds();
        begin = new long[ids.length];
        end = new long[ids.length];
        foreign = new boolean[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ThreadInfo info = threads.getThreadInfo(ids[i]);
            foreign[i] = info == null || info.getThreadName().indexOf('~') >= 0;
        }
        for (int i = 0; i < ids.length; i++) {
            begin[i] = allocated(i);
        }
    }

    /** Bytes since start, of all threads that are still there. */
    long stop() {
        long total = 0;
        for (int i = 0; i < ids.length; i++) {
            end[i] = Math.max(begin[i], allocated(i));
            total += foreign[i] ? 0 : end[i] - begin[i];
        }
        return total;
    }

    /** Bytes between start and stop of the threads that Chronicle keeps. */
    long foreign() {
        long total = 0;
        for (int i = 0; i < ids.length; i++) {
            total += foreign[i] ? end[i] - begin[i] : 0;
        }
        return total;
    }

    /** Who allocated what between start and stop. */
    String report() {
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            if (end[i] != begin[i] && !foreign[i]) {
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
