package io.tailrace.bench.budgets;

import io.tailrace.Tailrace;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Verdict;
import io.tailrace.bench.rows.EngineRows;
import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Updates;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** What an engine costs that runs many feeds and has nothing to do. */
public final class IdleFeeds {
    private static final long SETTLE_NS = 1_000_000_000L;
    private static final double LEAST_TOLD = 0.05;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** The processor time of all threads but the caller's. */
    public Cost measure(Path directory, Screens screens, Updates updates, long windowNs) throws Exception {
        try (Tailrace engine = Tailrace.open(EngineRows.config(directory))) {
            EngineRows rows = new EngineRows(engine, updates);
            rows.fill();
            List<AutoCloseable> running = new ArrayList<>();
            try {
                for (int i = 0; i < screens.count(); i++) {
                    running.add(engine.run(rows.open(screens, i), change -> {}));
                }
                idle(SETTLE_NS);
                Map<Long, Long> before = cpuNs();
                long start = System.nanoTime();
                idle(windowNs);
                Map<Long, Long> after = cpuNs();
                return cost(before, after, System.nanoTime() - start);
            } finally {
                for (AutoCloseable run : running) {
                    run.close();
                }
            }
        } finally {
            Scratch.remove(directory);
        }
    }

    private Cost cost(Map<Long, Long> before, Map<Long, Long> after, long windowNs) {
        Map<String, Double> threadPercents = new TreeMap<>();
        double sum = 0;
        for (Map.Entry<Long, Long> thread : after.entrySet()) {
            ThreadInfo info = threads.getThreadInfo(thread.getKey());
            double percent = 100.0 * (thread.getValue() - before.getOrDefault(thread.getKey(), 0L)) / windowNs;
            sum += percent;
            if (info != null && percent >= LEAST_TOLD) {
                threadPercents.merge(info.getThreadName(), percent, Double::sum);
            }
        }
        return new Cost(
                sum,
                threadPercents.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Verdict.rounded(entry.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    private Map<Long, Long> cpuNs() {
        Map<Long, Long> nanos = new HashMap<>();
        for (long id : threads.getAllThreadIds()) {
            if (id != Thread.currentThread().getId()) {
                nanos.put(id, Math.max(0, threads.getThreadCpuTime(id))); // -1 of a thread that has just ended
            }
        }
        return nanos;
    }

    private static void idle(long forNs) {
        long end = System.nanoTime() + forNs;
        for (long left = forNs; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * What it costs.
     *
     * @param percent of one core
     * @param threads the names of those that took a part worth telling, each with its percent
     */
    public record Cost(double percent, String threads) {}
}
