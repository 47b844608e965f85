package io.tailrace.bench.measure;

import io.tailrace.bench.budgets.Budget;
import io.tailrace.bench.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file a run of the budgets leaves behind: machine, verdicts and every round. */
public final class RawResults {
    private RawResults() {}

    /** With how much of the machine others took while each was measured, by the ids of {@link Budget}. */
    public static void write(
            Path file,
            Map<String, Object> machine,
            boolean quick,
            List<Verdict> verdicts,
            Map<String, Double> othersPercent)
            throws IOException {
        Map<String, Object> root = root("budgets", quick, machine);
        root.put("othersPercent", othersPercent);
        root.put("verdicts", verdicts.stream().map(RawResults::map).toList());
        write(file, root);
    }

    /** What every file begins with; the rest is added by who measured. */
    public static Map<String, Object> root(String kind, boolean quick, Map<String, Object> machine) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("kind", kind);
        root.put("quick", quick);
        root.put("machine", machine);
        return root;
    }

    public static void write(Path file, Map<String, Object> root) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
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
        map.put("steadiness", verdict.steadiness());
        map.put("sound", verdict.sound());
        Map<String, Object> rounds = new LinkedHashMap<>();
        verdict.series()
                .forEach(series -> rounds.put(
                        series.name(), Arrays.stream(series.nanos()).boxed().toList()));
        map.put("rounds", rounds);
        Map<String, Object> medians = new LinkedHashMap<>();
        verdict.series().forEach(series -> medians.put(series.name(), series.median()));
        map.put("medians", medians);
        return map;
    }
}
