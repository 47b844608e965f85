package io.tailrace.bench.latency;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one course of one route took.
 *
 * @param micros at each of {@link #PERCENTILES}
 * @param count updates that were measured
 * @param reached updates a second
 * @param kept whether that is as fast as they were due
 * @param othersPercent of all cores that others took meanwhile
 */
public record LatencyRun(double[] micros, long count, double reached, boolean kept, double othersPercent) {
    public static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};
    public static final String[] NAMES = {"p50", "p90", "p99", "p99.9", "p99.99", "max"};
    public static final int P50 = 0;
    public static final int P99 = 2;
    public static final int P999 = 3;

    static LatencyRun of(Course course, Histogram histogram, double othersPercent) {
        double[] micros = new double[PERCENTILES.length];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = histogram.getValueAtPercentile(PERCENTILES[i]) / 1e3;
        }
        return new LatencyRun(micros, histogram.getTotalCount(), course.reached(), course.isKept(), othersPercent);
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < micros.length; i++) {
            map.put(NAMES[i], micros[i]);
        }
        map.put("count", count);
        map.put("reachedPerSecond", reached);
        map.put("kept", kept);
        map.put("othersPercent", othersPercent);
        return map;
    }
}
