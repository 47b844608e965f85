package io.tailrace.bench.latency;

import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.Series;
import io.tailrace.bench.measure.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The runs of one route under one load, taken in turns with those of the other routes of its topology.
 *
 * @param topology of the route
 * @param route its name
 * @param threads that take part
 * @param ours whether it is ours
 * @param load its name
 * @param rate updates a second
 * @param runs in the order in which they were taken
 */
public record LatencyCell(
        Topology topology, String route, int threads, boolean ours, String load, int rate, List<LatencyRun> runs) {
    /** How many times the lowest run of a rival its highest may be; beyond that nothing is judged by it. */
    public static final double STEADY = 3;

    static final String HEAD = "   updates/s       p50       p90       p99     p99.9    p99.99       max  p99 of runs";

    /** One percentile of all runs. */
    public Series series(int percentile) {
        return new Series(
                route,
                runs.stream().mapToDouble(run -> run.micros()[percentile]).toArray());
    }

    /** Whether every run was as fast as its updates were due. */
    boolean kept() {
        return runs.stream().allMatch(LatencyRun::kept);
    }

    /** Whether others took more of the machine in the median run than a latency stands. */
    boolean isDisturbed() {
        return others().median() > Neighbours.MOST_PERCENT;
    }

    private Series others() {
        return new Series(
                route, runs.stream().mapToDouble(LatencyRun::othersPercent).toArray());
    }

    /** Whether the runs differ little enough to judge by. */
    boolean isSteady(int percentile) {
        Series series = series(percentile);
        return series.highest() <= STEADY * series.lowest();
    }

    /**
     * A line under {@link #HEAD}: medians over the runs, in microseconds, and the p99 of the lowest and highest run.
     */
    String line() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%12d", rate));
        for (int i = 0; i < LatencyRun.NAMES.size(); i++) {
            line.append(String.format(Locale.ROOT, "%10.1f", series(i).median()));
        }
        Series p99 = series(LatencyRun.P99);
        line.append(String.format(Locale.ROOT, "  %.1f-%.1f", p99.lowest(), p99.highest()));
        line.append("  ")
                .append(topology.name().toLowerCase(Locale.ROOT))
                .append(", ")
                .append(load);
        line.append(", ").append(route).append(kept() ? "" : " (rate not kept)");
        line.append(isDisturbed() ? " (others took " + Verdict.rounded(others().median()) + " %)" : "");
        return line.toString();
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("topology", topology.name());
        map.put("route", route);
        map.put("threads", threads);
        map.put("ours", ours);
        map.put("load", load);
        map.put("ratePerSecond", rate);
        map.put("kept", kept());
        map.put("disturbed", isDisturbed());
        Map<String, Object> medians = new LinkedHashMap<>();
        for (int i = 0; i < LatencyRun.NAMES.size(); i++) {
            medians.put(LatencyRun.NAMES.get(i), series(i).median());
        }
        map.put("medians", medians);
        Series p99 = series(LatencyRun.P99);
        map.put("p99Spread", p99.highest() / Math.max(0.001, p99.lowest()));
        map.put("runs", new ArrayList<>(runs.stream().map(LatencyRun::map).toList()));
        return map;
    }
}
