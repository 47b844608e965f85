package io.tailrace.bench.months;

import io.tailrace.Tailrace;
import io.tailrace.Threading;
import io.tailrace.metrics.Metric;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How long it takes to open a journal of which most is gone, beside one that has just begun with as many documents, in
 * turns. One thread.
 */
final class OpeningTimes {
    private static final int ROUNDS = 7;
    private static final double SECOND_NS = 1e9;

    private final double[] young = new double[ROUNDS];
    private final double[] old = new double[ROUNDS];
    /** Of the processors, beside those of the clock, as that tells of all who share the machine too. */
    private final double[] processor = new double[2 * ROUNDS];

    private int opened;

    /** Writes a young one, which ends as the old one does. */
    static void write(MonthsPlan plan, Path directory, long bytes) {
        try (Tailrace engine = Tailrace.open(plan.config(directory))) {
            LiveRows rows = new LiveRows(engine, plan);
            rows.fill();
            rows.await();
            while (engine.metrics().value(Metric.JOURNAL_BYTES) < bytes) {
                for (int i = 0; i < 1_000; i++) {
                    rows.next();
                }
            }
            rows.await();
            Months.endWithSnapshot(engine, rows, plan);
        }
    }

    void measure(MonthsPlan plan, Path youngDirectory, Path oldDirectory) {
        open(plan, youngDirectory);
        open(plan, oldDirectory);
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 2 == 0) {
                young[round] = open(plan, youngDirectory);
                old[round] = open(plan, oldDirectory);
            } else {
                old[round] = open(plan, oldDirectory);
                young[round] = open(plan, youngDirectory);
            }
        }
    }

    /** No thread of the engine runs beside. */
    private double open(MonthsPlan plan, Path directory) {
        long processorStart = processorNs();
        long start = System.nanoTime();
        try (Tailrace engine = Tailrace.open(plan.config(directory).threading(Threading.INVOKER))) {
            double seconds = (System.nanoTime() - start) / SECOND_NS;
            processor[opened++ % processor.length] = (processorNs() - processorStart) / SECOND_NS;
            long documents = engine.existingTable(LiveRows.TABLE).count();
            if (documents != plan.documents()) {
                throw new IllegalStateException("documents=" + documents + " expected=" + plan.documents());
            }
            return seconds;
        }
    }

    private static long processorNs() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean operatingSystem
                ? operatingSystem.getProcessCpuTime()
                : 0;
    }

    /** Seconds of the processors that one of either took. */
    double processor() {
        return median(processor);
    }

    double[] young() {
        return young.clone();
    }

    double[] old() {
        return old.clone();
    }

    static double median(double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    double ratio() {
        return median(old) / median(young);
    }
}
