package io.tailrace.bench.latency;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One percentile of ours as a multiple of that of a rival with as many threads, under the same load, from runs in
 * turns.
 *
 * @param ours cell
 * @param rival cell
 * @param percentile index into {@link LatencyRun#PERCENTILES}
 */
record LatencyRatio(LatencyCell ours, LatencyCell rival, int percentile) {
    private static final int[] COMPARED = {LatencyRun.P50, LatencyRun.P99, LatencyRun.P999};

    /** All of ours against all of the others. */
    static List<LatencyRatio> of(List<LatencyCell> cells) {
        List<LatencyRatio> ratios = new ArrayList<>();
        for (LatencyCell ours : cells) {
            for (LatencyCell rival : cells) {
                if (ours.ours() && !rival.ours()) {
                    for (int percentile : COMPARED) {
                        ratios.add(new LatencyRatio(ours, rival, percentile));
                    }
                }
            }
        }
        return ratios;
    }

    double times() {
        return ours.series(percentile).median()
                / Math.max(1e-3, rival.series(percentile).median());
    }

    /** Why nothing can be judged by it, or an empty text. */
    String voidBecause() {
        if (!rival.isSteady(percentile)) {
            return "the rival's own runs differ by more than " + (int) LatencyCell.STEADY + " times";
        }
        if (!ours.kept() || !rival.kept()) {
            return "the rate was not kept";
        }
        return ours.isDisturbed() || rival.isDisturbed() ? "others took their part of the machine" : "";
    }

    String line() {
        String because = voidBecause();
        return String.format(
                Locale.ROOT,
                "#   %s of %s is %.2f times that of %s%s",
                LatencyRun.NAMES.get(percentile),
                ours.route(),
                times(),
                rival.route(),
                because.isEmpty() ? "" : ": void, " + because);
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("topology", ours.topology().name());
        map.put("load", ours.load());
        map.put("ours", ours.route());
        map.put("rival", rival.route());
        map.put("percentile", LatencyRun.NAMES.get(percentile));
        map.put("times", times());
        map.put("void", voidBecause());
        return map;
    }
}
