package io.tailrace.bench.latency;

import java.util.LinkedHashMap;
import java.util.List;
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
    public static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);
    public static final List<String> NAMES = List.of("p50", "p90", "p99", "p99.9", "p99.99", "max");
    public static final int P50 = 0;
    public static final int P99 = 2;
    public static final int P999 = 3;

    static LatencyRun of(Course course, Histogram histogram, double othersPercent) {
        double[] micros = new double[PERCENTILES.size()];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = histogram.getValueAtPercentile(PERCENTILES.get(i)) / 1e3;
        }
        return new LatencyRun(micros, histogram.getTotalCount(), course.reached(), course.isKept(), othersPercent);
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < micros.length; i++) {
            map.put(NAMES.get(i), micros[i]);
        }
        map.put("count", count);
        map.put("reachedPerSecond", reached);
        map.put("kept", kept);
        map.put("othersPercent", othersPercent);
        return map;
    }
}
