package io.tailrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file a run of the budgets leaves behind: machine, verdicts and every round. */
final class RawResults {
    private RawResults() {}

    static void write(Path file, Map<String, Object> machine, boolean quick, List<Verdict> verdicts)
            throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("kind", "budgets");
        root.put("quick", quick);
        root.put("machine", machine);
        root.put("verdicts", verdicts.stream().map(RawResults::map).toList());
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(file, Json.write(root));
    }

    private static Map<String, Object> map(Verdict verdict) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", verdict.id());
        map.put("what", verdict.what());
        map.put("unit", verdict.unit());
        map.put("measured", verdict.measured());
        map.put("goal", verdict.goal());
        map.put("atLeast", verdict.atLeast());
        map.put("holds", verdict.holds());
        map.put("baselineNanos", verdict.baselineNanos());
        map.put("limitNanos", verdict.limitNanos());
        map.put("recipe", verdict.recipe());
        Map<String, Object> rounds = new LinkedHashMap<>();
        verdict.series()
                .forEach(series -> rounds.put(
                        series.name(), Arrays.stream(series.nanos()).boxed().toList()));
        map.put("rounds", rounds);
        return map;
    }

    /** Reads one such file, or answers nothing when the file holds something else. */
    static List<Verdict> verdicts(Object json) {
        List<Verdict> verdicts = new ArrayList<>();
        if (json instanceof Map<?, ?> root && "budgets".equals(root.get("kind"))) {
            for (Object entry : (List<?>) root.get("verdicts")) {
                verdicts.add(verdict((Map<?, ?>) entry));
            }
        }
        return verdicts;
    }

    private static Verdict verdict(Map<?, ?> map) {
        List<Series> series = new ArrayList<>();
        ((Map<?, ?>) map.get("rounds"))
                .forEach((name, nanos) -> series.add(new Series(
                        name.toString(),
                        ((List<?>) nanos)
                                .stream().mapToDouble(RawResults::number).toArray())));
        return new Verdict(
                (String) map.get("id"),
                (String) map.get("what"),
                (String) map.get("unit"),
                number(map.get("measured")),
                number(map.get("goal")),
                (Boolean) map.get("atLeast"),
                number(map.get("baselineNanos")),
                number(map.get("limitNanos")),
                number(map.get("recipe")),
                series);
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
