package io.tailrace.bench.feeds;

import io.tailrace.bench.measure.JournalsOption;
import io.tailrace.bench.measure.RawResults;
import io.tailrace.bench.measure.Scratch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws the curves of many feeds. */
@Command(
        name = "feeds",
        description = "Measures what standing feeds cost, from one to many: to open, to hold, to be passed by, to be"
                + " told, to close. Every feed's count is compared with an oracle; exit code 1 when one is wrong.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each line is a table of its own, written and read in turns; only the reading is timed. A change matches a",
            "feed with the rate given; an ordered feed is told of those only that move its first ten.",
            "",
            "Example:",
            "  java -Xmx12g -jar bench.jar feeds --kinds equality,range --counts 1,1000,100000 --rates 0.1,1"
        })
public final class FeedsCommand implements Callable<Integer> {
    private static final double LEAST_PERCENT = 0.0001;

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            description = "Of ${COMPLETION-CANDIDATES}, in any case (default: all).")
    private List<FeedKind> kinds = Arrays.asList(FeedKind.values());

    @Option(
            names = "--counts",
            split = ",",
            paramLabel = "N",
            description = "Standing feeds (default: 1,10,100,1000,10000,100000).")
    private List<Integer> counts = List.of(1, 10, 100, 1_000, 10_000, 100_000);

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "PERCENT",
            description = "Changes that match one feed (default: 0.001,0.01,0.1,1,10,100).")
    private List<Double> rates = List.of(0.001, 0.01, 0.1, 1.0, 10.0, 100.0);

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long the feeds of a line read (default: ${DEFAULT-VALUE}).")
    private double seconds = 1;

    @Option(names = "--rows", paramLabel = "N", description = "Rows in the table (default: ${DEFAULT-VALUE}).")
    private int rows = 100_000;

    @Mixin
    private JournalsOption journals;

    @Option(names = "--json", paramLabel = "FILE", description = "Keep machine and lines here too.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        Map<String, Object> machine = journals.machine();
        machine.forEach((name, value) -> out.println("# " + name + "=" + value));
        out.println(FeedPoint.HEAD);
        out.flush();
        List<FeedPoint> points = new ArrayList<>();
        int all = kinds.size() * counts.size() * rates.size();
        try (Scratch scratch = journals.scratch()) {
            FeedCurve curve = new FeedCurve(scratch, (long) (seconds * 1e9), rows);
            for (FeedKind kind : kinds) {
                for (int count : counts) {
                    for (double percent : rates) {
                        progress.println("line " + (points.size() + 1) + "/" + all + ": " + kind + " feeds=" + count
                                + " match=" + percent + "%");
                        progress.flush();
                        FeedPoint point = curve.measure(kind, count, percent);
                        points.add(point);
                        out.println(point.line());
                        out.flush();
                    }
                }
            }
        }
        long wrong = points.stream().filter(point -> point.fault() != null).count();
        out.println("# " + (points.size() - wrong) + " of " + points.size() + " counted exactly");
        out.flush();
        keep(machine, points);
        return wrong == 0 ? 0 : 1;
    }

    private void check() {
        for (int count : counts) {
            refuseUnless(count >= 1, "--counts: " + count + " must be at least 1");
        }
        for (double rate : rates) {
            refuseUnless(
                    rate >= LEAST_PERCENT && rate <= 100,
                    "--rates: " + rate + " must be from " + LEAST_PERCENT + " to 100 percent");
        }
        refuseUnless(seconds > 0, "--seconds: " + seconds + " must be above 0");
        refuseUnless(rows >= 1, "--rows: " + rows + " must be at least 1");
    }

    private void refuseUnless(boolean right, String message) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private void keep(Map<String, Object> machine, List<FeedPoint> points) throws Exception {
        if (json == null) {
            return;
        }
        Map<String, Object> root = RawResults.root("feeds", false, machine);
        root.put("seconds", seconds);
        root.put("rows", rows);
        root.put("points", points.stream().map(FeedPoint::map).toList());
        RawResults.write(json, root);
    }
}
