package io.tailrace.bench.months;

import io.tailrace.bench.measure.Machine;
import io.tailrace.bench.report.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has an engine run for months, in minutes. */
@Command(
        name = "months",
        description = "Writes much more than is kept, with feeds that lag, cursors that wait and a reader in another"
                + " process, and looks whether space, descriptors or memory grow and how long opening takes."
                + " Exit code 0 only if all held.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Needs Linux, and space for three times what is kept and for the documents in three snapshots.",
            "",
            "Examples:",
            "  java -jar bench.jar months --dir /dev/shm --save perf-reports/raw/months-jdk17.json",
            "  java -jar bench.jar months --gb 2 --keep 0.2 --documents 100000"
        })
public final class MonthsCommand implements Callable<Integer> {
    private static final double GB = 1e9;
    private static final double MOST_OPENING_SECONDS = 2;
    private static final double MOST_TIMES = 1.2;
    private static final double NANOS = 1e9;

    @Option(names = "--gb", paramLabel = "N", description = "Journal that is written, in GB (default: 20).")
    private double written = 20;

    @Option(names = "--keep", paramLabel = "N", description = "Segments that are kept, in GB (default: 2).")
    private double kept = 2;

    @Option(
            names = "--young",
            paramLabel = "N",
            description = "Journal whose opening it is compared with (default: 1).")
    private double young = 1;

    @Option(names = "--documents", paramLabel = "N", description = "Live all the time (default: ${DEFAULT-VALUE}).")
    private int documents = 1_000_000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the writes (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where to work (default: that of temporary files).")
    private Path parent = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--save", paramLabel = "FILE", description = "Keep the raw results here as JSON.")
    private Path save;

    @Spec
    private CommandSpec spec;

    /** With the defaults. */
    public MonthsCommand() {}

    @Override
    public Integer call() throws Exception {
        if (!(written > 0 && kept > 0 && young > 0 && documents > 0)) {
            throw new ParameterException(spec.commandLine(), "takes numbers above 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> machine = Machine.describe(parent);
        machine.forEach((name, value) -> out.println("# " + name + "=" + value));
        MonthsPlan plan =
                new MonthsPlan((long) (written * GB), (long) (kept * GB), documents, seed, MonthsPlan.Leak.NONE);
        Findings findings = new Findings(out);
        Path scratch = Files.createTempDirectory(parent, "tailrace-months-");
        try {
            Months months =
                    new Months(plan, scratch.resolve("old"), spec.commandLine().getErr(), findings);
            months.run();
            out.printf(Locale.ROOT, "# %.0f changes/s%n", months.changesPerSecond());
            OpeningTimes.write(plan, scratch.resolve("young"), (long) (young * GB));
            OpeningTimes opening = new OpeningTimes();
            opening.measure(plan, scratch.resolve("young"), scratch.resolve("old"));
            judge(opening, findings);
            if (save != null) {
                keep(machine, months, opening, findings);
            }
        } finally {
            remove(scratch);
        }
        return findings.allHeld() ? 0 : 1;
    }

    private void judge(OpeningTimes opening, Findings findings) {
        double seconds = OpeningTimes.median(opening.old());
        findings.add(
                "time to open",
                seconds < MOST_OPENING_SECONDS,
                text(opening.old()) + " s, goal below " + MOST_OPENING_SECONDS + " s; processors "
                        + String.format(Locale.ROOT, "%.3f s", opening.processor()));
        findings.add(
                "B14",
                opening.ratio() <= MOST_TIMES,
                String.format(Locale.ROOT, "%.2f times that of a young journal: ", opening.ratio())
                        + text(opening.young()) + " s, goal at most " + MOST_TIMES);
    }

    private static String text(double[] seconds) {
        double[] sorted = Arrays.stream(seconds).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "median %.3f (%.3f to %.3f)",
                OpeningTimes.median(seconds),
                sorted[0],
                sorted[sorted.length - 1]);
    }

    private void keep(Map<String, Object> machine, Months months, OpeningTimes opening, Findings findings)
            throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("kind", "months");
        root.put("quick", written < 20 || documents < 1_000_000);
        root.put("machine", machine);
        root.put("seed", seed);
        root.put("writtenGb", written);
        root.put("keptGb", kept);
        root.put("youngGb", young);
        root.put("documents", documents);
        root.put("changes", months.changes());
        root.put("changesPerSecond", months.changesPerSecond());
        root.put("verdicts", List.of(verdict(opening)));
        root.put("findings", findings.maps());
        root.put("samples", months.samples().stream().map(Sample::map).toList());
        if (save.toAbsolutePath().getParent() != null) {
            Files.createDirectories(save.toAbsolutePath().getParent());
        }
        Files.writeString(save, Json.write(root));
    }

    /** As those of the other budgets are kept, in nanoseconds. */
    private Map<String, Object> verdict(OpeningTimes opening) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", "B14");
        map.put(
                "what",
                String.format(
                        Locale.ROOT,
                        "time to open with %,d documents, after %.0f GB of journal of which %.0f are kept,"
                                + " against after %.0f GB",
                        documents,
                        written,
                        kept,
                        young));
        map.put("unit", "x");
        map.put("measured", opening.ratio());
        map.put("goal", MOST_TIMES);
        map.put("atLeast", false);
        map.put("holds", opening.ratio() <= MOST_TIMES);
        map.put("baselineNanos", OpeningTimes.median(opening.young()) * NANOS);
        map.put("limitNanos", 0);
        map.put("recipe", 0);
        map.put("steadiness", 0);
        map.put("sound", true);
        Map<String, Object> rounds = new LinkedHashMap<>();
        rounds.put("young", nanos(opening.young()));
        rounds.put("old", nanos(opening.old()));
        map.put("rounds", rounds);
        Map<String, Object> medians = new LinkedHashMap<>();
        medians.put("young", OpeningTimes.median(opening.young()) * NANOS);
        medians.put("old", OpeningTimes.median(opening.old()) * NANOS);
        map.put("medians", medians);
        return map;
    }

    private static List<Double> nanos(double[] seconds) {
        return Arrays.stream(seconds).map(one -> one * NANOS).boxed().toList();
    }

    private static void remove(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> walk = Files.walk(directory)) {
            deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
