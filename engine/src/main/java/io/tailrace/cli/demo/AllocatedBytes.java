package io.tailrace.cli.demo;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Heap bytes that threads have allocated so far. Any thread. */
final class AllocatedBytes {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Bytes a live thread has allocated; 0 for a thread that has ended. */
    long of(long threadId) {
        return threadId < 0 ? 0 : Math.max(0, threads.getThreadAllocatedBytes(threadId));
    }

    /** Identity of a live thread by its name, -1 when there is none. */
    long thread(String name) {
        for (long id : threads.getAllThreadIds()) {
            java.lang.management.ThreadInfo info = threads.getThreadInfo(id);
            if (info != null && name.equals(info.getThreadName())) {
                return id;
            }
        }
        return -1;
    }
}
