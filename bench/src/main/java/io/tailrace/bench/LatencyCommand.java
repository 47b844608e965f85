package io.tailrace.bench;

import io.tailrace.Threading;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells how long a change takes to the handler of a feed that the engine runs, by its threads. */
@Command(
        name = "latency",
        description =
                "Measures the time from a write to the handler of a feed that the engine runs, at 50,000/s, in each"
                        + " way of threading by turns.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "In microseconds; due counts from when a write should have been made, so that a stall of the producer",
            "counts for all that come after it; sent counts from when it was made.",
            "",
            "Example: bench.jar latency --rounds 10 --threading SHARED,DEDICATED"
        })
final class LatencyCommand implements Callable<Integer> {
    private static final int ROWS = 10_000;
    private static final int SYMBOLS = 1_000;
    private static final double[] PERCENTILES = {50, 99, 99.9, 100};

    @Option(names = "--threading", split = ",", paramLabel = "MODE", description = "DEDICATED, SHARED (default: both).")
    private List<Threading> modes = List.of(Threading.DEDICATED, Threading.SHARED);

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--writes", paramLabel = "N", description = "Writes of a round (default: ${DEFAULT-VALUE}).")
    private int writes = 150_000;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to make the journals, removed at the end (default: that of temporary files).")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (modes.contains(Threading.INVOKER) || rounds < 1 || writes < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "takes modes with threads and numbers from 1: threading=" + modes + " rounds=" + rounds + " writes="
                            + writes);
        }
        PrintWriter out = spec.commandLine().getOut();
        Machine.describe(directory).forEach((name, value) -> out.println("# " + name + "=" + value));
        out.println("round threads     due:  p50      p99    p99.9      max   sent: p50      p99    p99.9      max");
        Updates updates = new Updates(1, ROWS, SYMBOLS, writes);
        try (Scratch scratch = new Scratch(directory)) {
            for (int round = 1; round <= rounds; round++) {
                for (Threading mode : modes) {
                    RunLatency.Latencies took =
                            RunLatency.run(scratch, updates, mode).measure();
                    out.printf("%5d %-9s     %s      %s%n", round, mode, text(took.due()), text(took.handedIn()));
                    out.flush();
                }
            }
        }
        return 0;
    }

    private static String text(Histogram nanos) {
        StringBuilder text = new StringBuilder();
        for (double percentile : PERCENTILES) {
            text.append(String.format(Locale.ROOT, "%9.1f", nanos.getValueAtPercentile(percentile) / 1e3));
        }
        return text.toString();
    }
}
