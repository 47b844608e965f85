package io.tailrace.bench.report;

import java.util.List;
import java.util.Map;

/** What JMH has left behind. */
final class Benchmarks {
    private static final String KIND = "jmh";

    private final List<RawFile> files;

    Benchmarks(List<RawFile> all) {
        files = all.stream().filter(file -> file.kind().equals(KIND)).toList();
    }

    /** Those whose names match. */
    String text(String names) {
        Block block = new Block();
        for (RawFile file : files) {
            boolean any = false;
            for (Object entry : (List<?>) file.json()) {
                Map<?, ?> benchmark = (Map<?, ?>) entry;
                String full = RawFile.text(benchmark.get("benchmark"));
                String name = full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
                if (!name.matches(names)) {
                    continue;
                }
                if (!any) {
                    block.line("### JMH, JDK " + benchmark.get("jdkVersion")).line("");
                    block.head("benchmark", "parameters", "score", "error", "unit", "forks");
                    any = true;
                }
                Map<?, ?> metric = RawFile.map(benchmark, "primaryMetric");
                block.row(
                        name,
                        RawFile.text(benchmark.get("params")),
                        Numbers.text(metric.get("score")),
                        Numbers.text(metric.get("scoreError")),
                        RawFile.text(metric.get("scoreUnit")),
                        Numbers.text(benchmark.get("forks")));
            }
            if (any) {
                block.line("")
                        .line("Raw: [" + file.name() + "](raw/" + file.name() + ").")
                        .line("");
            }
        }
        return block.toString();
    }
}
