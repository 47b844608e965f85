package io.tailrace.bench.comparison;

import io.tailrace.bench.latency.LatencyRun;
import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.Series;
import io.tailrace.bench.measure.Verdict;
import io.tailrace.bench.rows.Screens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What one side found in all rounds for one set of screens.
 *
 * @param side whose
 * @param screens that stood
 * @param runs as {@link PeerRun} tells them, one a round
 */
record PeerCell(PeerSide side, Screens screens, List<Map<String, Object>> runs) {
    static final String HEAD = "   updates/s  (lowest - highest)   deliveries/s   B/update  latency p50 / p99 us";

    /** What is wrong with the first run that was wrong, null for nothing. */
    String fault() {
        return runs.stream()
                .map(run -> (String) run.get("fault"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    boolean isDisturbed() {
        return series("othersPercent").median() > Neighbours.MOST_PERCENT;
    }

    Series updates() {
        return series("updatesPerSecond");
    }

    private Series series(String name) {
        return new Series(
                side.text(), runs.stream().mapToDouble(run -> number(run, name)).toArray());
    }

    private static double number(Map<String, Object> of, String name) {
        return of.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    /** The runs under one of the steady loads, none where it was too much in any of them. */
    private List<Map<String, Object>> load(int index) {
        List<Map<String, Object>> kept = new ArrayList<>();
        for (Map<String, Object> run : runs) {
            Map<String, Object> load = new LinkedHashMap<>();
            ((Map<?, ?>) loads(run).get(index)).forEach((name, value) -> load.put(name.toString(), value));
            if (load.containsKey("p50")) {
                kept.add(load);
            }
        }
        return kept.size() == runs.size() ? kept : List.of();
    }

    private static List<?> loads(Map<String, Object> run) {
        return run.get("loads") instanceof List<?> loads ? loads : List.of();
    }

    /** A line under {@link #HEAD}. */
    String line() {
        String name = screens + ", " + side.text();
        if (fault() != null) {
            return "  WRONG: " + name + ": " + fault();
        }
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%,12.0f  (%,.0f - %,.0f) %,14.0f %10.0f ",
                updates().median(),
                updates().lowest(),
                updates().highest(),
                series("deliveriesPerSecond").median(),
                series("bytesPerUpdate").median()));
        for (Map<String, Object> load : loadMaps()) {
            line.append("  ").append(load.get("load")).append(' ');
            line.append(
                    Boolean.TRUE.equals(load.get("kept"))
                            ? Verdict.rounded(number(load, "p50")) + "/" + Verdict.rounded(number(load, "p99"))
                            : "not kept");
        }
        return line.append("  ")
                .append(name)
                .append(isDisturbed() ? " (disturbed)" : "")
                .toString();
    }

    /** With how many times the updates of ours it takes, NaN where ours was not measured. */
    Map<String, Object> map(double ours) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("screens", screens.toString());
        map.put("side", side.text());
        map.put("ours", side.isOurs());
        map.put("against", side.ours().text());
        map.put("exact", fault() == null);
        map.put("fault", fault());
        if (fault() == null) {
            map.put("disturbed", isDisturbed());
            map.put("updatesPerSecond", updates().median());
            map.put("lowest", updates().lowest());
            map.put("highest", updates().highest());
            map.put("timesOurs", Double.isNaN(ours) ? null : updates().median() / ours);
            for (String name :
                    List.of("deliveriesPerSecond", "bytesPerUpdate", "anonymousMiB", "openSeconds", "othersPercent")) {
                map.put(name, series(name).median());
            }
            map.put("loads", loadMaps());
        }
        map.put("runs", runs);
        return map;
    }

    private List<Map<String, Object>> loadMaps() {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (int i = 0; i < loads(runs.get(0)).size(); i++) {
            Map<?, ?> first = (Map<?, ?>) loads(runs.get(0)).get(i);
            List<Map<String, Object>> all = load(i);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("load", first.get("load"));
            map.put("kept", !all.isEmpty() && all.stream().allMatch(load -> Boolean.TRUE.equals(load.get("kept"))));
            if (!all.isEmpty()) {
                map.put("ratePerSecond", series(all, "ratePerSecond").median());
                for (String name : LatencyRun.NAMES) {
                    map.put(name, series(all, name).median());
                }
                Series p99 = series(all, "p99");
                map.put("p99Lowest", p99.lowest());
                map.put("p99Highest", p99.highest());
                Series p50 = series(all, "p50");
                map.put("p50Lowest", p50.lowest());
                map.put("p50Highest", p50.highest());
            }
            maps.add(map);
        }
        return maps;
    }

    private Series series(List<Map<String, Object>> of, String name) {
        return new Series(
                side.text(), of.stream().mapToDouble(map -> number(map, name)).toArray());
    }
}
