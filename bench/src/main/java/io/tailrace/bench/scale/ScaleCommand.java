package io.tailrace.bench.scale;

import io.tailrace.bench.measure.JournalsOption;
import io.tailrace.bench.measure.Progress;
import io.tailrace.bench.measure.RawResults;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Series;
import io.tailrace.bench.measure.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws the curves of what grows: one dimension at a time, from a middle that is told. */
@Command(
        name = "scale",
        description = "Measures writing and one feed that follows, with one thing varied at a time: keys, document,"
                + " match rate, journal, producers, squash window. Each event is checked.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Medians over the runs. Producers write as fast as they can; processor time is that of the thread, in ns a",
            "write or change, and does not tell of others on the machine as the rate does.",
            "",
            "Example: java -Xmx4g -XX:MaxDirectMemorySize=8g -jar bench.jar scale --quick --dimensions keys,match"
        })
public final class ScaleCommand implements Callable<Integer> {
    private static final String HEAD =
            "      value      writes/s (range)             producer  writer  reader ns   B/change"
                    + "  events/change  behind ms  open s";
    private static final int KEYS = 100_000;
    private static final int DOCUMENT_BYTES = 256;
    private static final int QUICK_MIB = 96;
    private static final int FULL_MIB = 1_024;
    private static final int QUICK_RUNS = 3;
    private static final int FULL_RUNS = 5;

    @Option(names = "--quick", description = "Less written, and the largest left out: a few minutes.")
    private boolean quick;

    @Option(
            names = "--dimensions",
            split = ",",
            paramLabel = "D",
            description = "Of ${COMPLETION-CANDIDATES}, in any case (default: all).")
    private List<Dimension> dimensions = Arrays.asList(Dimension.values());

    @Option(names = "--runs", paramLabel = "N", description = "Runs at each point (default: 5, quick 3).")
    private Integer runs;

    @Option(names = "--mib", paramLabel = "N", description = "Journal written at a point (default: 1024, quick 96).")
    private Integer mib;

    @Option(names = "--keys", paramLabel = "N", description = "Keys in the middle (default: ${DEFAULT-VALUE}).")
    private int keys = KEYS;

    @Option(names = "--most", paramLabel = "N", description = "Leave out values of a dimension above this one.")
    private double most = Double.MAX_VALUE;

    @Option(names = "--seed", paramLabel = "N", description = "Of all that is random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Mixin
    private JournalsOption journals;

    @Option(names = "--save", paramLabel = "FILE", description = "Keep every run here as JSON.")
    private Path save;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        int times = runs != null ? runs : quick ? QUICK_RUNS : FULL_RUNS;
        int written = mib != null ? mib : quick ? QUICK_MIB : FULL_MIB;
        if (times < 1 || written < 1 || keys < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "takes numbers from 1: --runs=" + times + " --mib=" + written + " --keys=" + keys);
        }
        ScalePoint middle =
                new ScalePoint(keys, DOCUMENT_BYTES, 1, (long) written << 20, 1, ScalePoint.EVERY_CHANGE, false);
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> machine = journals.machine();
        machine.forEach((name, value) -> out.println("# " + name + "=" + value));
        out.println("# seed=" + seed + " middle: " + middle);
        List<Map<String, Object>> curves = new ArrayList<>();
        try (Scratch scratch = journals.scratch()) {
            new ScaleRun(scratch, seed, false).measure(middle); // to warm up
            Progress progress = new Progress(spec.commandLine().getErr(), steps(times));
            for (Dimension dimension : dimensions) {
                out.println("# " + dimension.unit());
                out.println(HEAD);
                curves.add(curve(dimension, middle, times, scratch, progress, out));
            }
        }
        if (save != null) {
            Map<String, Object> root = RawResults.root("scale", quick, machine);
            root.put("seed", seed);
            root.put("runsAPoint", times);
            root.put("middle", middle(middle));
            root.put("curves", curves);
            RawResults.write(save, root);
        }
        return 0;
    }

    private double steps(int times) {
        double steps = 0;
        for (Dimension dimension : dimensions) {
            for (double value : values(dimension)) {
                steps += times * weight(dimension, value);
            }
        }
        return steps;
    }

    private List<Double> values(Dimension dimension) {
        return dimension.values(quick).stream().filter(value -> value <= most).toList();
    }

    /** How long a run takes against one in the middle, about: where a table is filled, or much is written. */
    private double weight(Dimension dimension, double value) {
        return dimension == Dimension.KEYS
                ? Math.max(1, value / KEYS / 2)
                : dimension == Dimension.JOURNAL ? Math.max(1, value / (quick ? QUICK_MIB : FULL_MIB)) : 1;
    }

    private Map<String, Object> curve(
            Dimension dimension, ScalePoint middle, int times, Scratch scratch, Progress progress, PrintWriter out)
            throws Exception {
        ScaleRun run = new ScaleRun(scratch, seed, dimension == Dimension.JOURNAL);
        List<Double> values = values(dimension);
        List<List<ScaleResult>> results = new ArrayList<>();
        values.forEach(value -> results.add(new ArrayList<>()));
        for (int time = 0; time < times; time++) { // the whole curve each time, so that a bad moment bends none
            for (int i = 0; i < values.size(); i++) {
                double value = values.get(i);
                progress.next(
                        weight(dimension, value), dimension + "=" + Verdict.rounded(value) + ", run " + (time + 1));
                results.get(i).add(run.measure(dimension.at(middle, value)));
            }
        }
        List<Map<String, Object>> points = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            out.println(line(values.get(i), results.get(i)));
            points.add(point(values.get(i), results.get(i)));
        }
        out.flush();
        Map<String, Object> curve = new LinkedHashMap<>();
        curve.put("dimension", dimension.name());
        curve.put("unit", dimension.unit());
        curve.put("points", points);
        return curve;
    }

    private static String line(double value, List<ScaleResult> runs) {
        ScaleResult median = ScaleResult.median(runs);
        Series rates = rates(runs);
        return String.format(
                Locale.ROOT,
                "%11s %13.0f (%.0f-%.0f) %8.0f %7.0f %10.0f %10.1f %14.3f %10.1f %7.2f",
                Double.toString(value).replaceAll("\\.0$", ""),
                median.writesPerSecond(),
                rates.lowest(),
                rates.highest(),
                median.producerCpuNs(),
                median.writerCpuNs(),
                median.readerCpuNs(),
                median.bytesPerChange(),
                median.eventsPerChange(),
                median.behindMillis(),
                median.openSeconds());
    }

    private static Map<String, Object> point(double value, List<ScaleResult> runs) {
        Series rates = rates(runs);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("value", value);
        map.put("medians", ScaleResult.median(runs).map());
        map.put("lowestWritesPerSecond", rates.lowest());
        map.put("highestWritesPerSecond", rates.highest());
        map.put("runs", runs.stream().map(ScaleResult::map).toList());
        return map;
    }

    private static Series rates(List<ScaleResult> runs) {
        return new Series(
                "writes/s",
                runs.stream().mapToDouble(ScaleResult::writesPerSecond).toArray());
    }

    private static Map<String, Object> middle(ScalePoint middle) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("keys", middle.keys());
        map.put("documentBytes", middle.documentBytes());
        map.put("matchPercent", middle.matchPercent());
        map.put("journalBytes", middle.journalBytes());
        map.put("producers", middle.producers());
        map.put("squash", "every change");
        map.put("keysDrawn", "uniform");
        return map;
    }
}
