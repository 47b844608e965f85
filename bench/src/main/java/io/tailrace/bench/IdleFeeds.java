package io.tailrace.bench;

import io.tailrace.Tailrace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What an engine costs that runs many feeds and has nothing to do. */
final class IdleFeeds {
    private static final long SETTLE_NS = 1_000_000_000L;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** The processor time of all threads but the caller's, in percent of one core. */
    double percentOfACore(Path directory, Screens screens, Updates updates, long windowNs) throws Exception {
        try (Tailrace engine = Tailrace.open(EngineRows.config(directory))) {
            EngineRows rows = new EngineRows(engine, updates);
            rows.fill();
            List<AutoCloseable> running = new ArrayList<>();
            try {
                for (int i = 0; i < screens.count(); i++) {
                    running.add(engine.run(rows.open(screens, i), change -> {}));
                }
                idle(SETTLE_NS);
                long before = cpuNs();
                long start = System.nanoTime();
                idle(windowNs);
                long cpuNs = cpuNs() - before;
                return 100.0 * cpuNs / (System.nanoTime() - start);
            } finally {
                for (AutoCloseable run : running) {
                    run.close();
                }
            }
        } finally {
            Scratch.remove(directory);
        }
    }

    private long cpuNs() {
        long sum = 0;
        for (long id : threads.getAllThreadIds()) {
            if (id != Thread.currentThread().getId()) {
                sum += Math.max(0, threads.getThreadCpuTime(id)); // -1 of a thread that has just ended
            }
        }
        return sum;
    }

    private static void idle(long forNs) {
        long end = System.nanoTime() + forNs;
        for (long left = forNs; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
