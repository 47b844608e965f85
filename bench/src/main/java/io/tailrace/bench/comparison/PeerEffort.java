package io.tailrace.bench.comparison;

import io.tailrace.bench.rows.Load;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How long one side is measured, as options of who measures all and of who measures one. */
final class PeerEffort {
    @Option(names = "--rows", paramLabel = "N", description = "Keys that are updated (default: ${DEFAULT-VALUE}).")
    int rows = 100_000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the updates (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "Seconds of updates before something is measured (default: ${DEFAULT-VALUE}).")
    double warmUpSeconds = 4;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Seconds of updates as fast as they are taken (default: ${DEFAULT-VALUE}).")
    double seconds = 2;

    @Option(
            names = "--loads",
            split = ",",
            paramLabel = "LOAD",
            converter = Load.Converter.class,
            description =
                    "Steady rates, in updates/s or as a share of what the side takes (default: 10000,50000,half).")
    List<Load> loads = List.of(new Load("10000", 10_000, 0), Load.GOAL, Load.HALF);

    @Option(
            names = "--load-seconds",
            paramLabel = "S",
            description = "Seconds of each of them (default: ${DEFAULT-VALUE}).")
    double loadSeconds = 1;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "Updates of a measured stretch at most, however fast a side is (default: ${DEFAULT-VALUE}).")
    int most = 700_000;

    @Option(
            names = "--patience",
            paramLabel = "S",
            description = "Seconds without a word after which what is missing is lost (default: ${DEFAULT-VALUE}).")
    double patienceSeconds = 30;

    /** For a first impression. */
    void shorten() {
        warmUpSeconds = 2;
        seconds = 0.6;
        loadSeconds = 0.5;
    }

    /** The same for one side, as arguments. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--rows=" + rows, "--seed=" + seed));
        arguments.add("--warm-up=" + warmUpSeconds);
        arguments.add("--seconds=" + seconds);
        arguments.add("--load-seconds=" + loadSeconds);
        arguments.add("--most=" + most);
        arguments.add("--patience=" + patienceSeconds);
        arguments.add(
                "--loads=" + String.join(",", loads.stream().map(Load::name).toList()));
        return arguments;
    }

    boolean isSound() {
        return rows >= 1 && most >= 1 && warmUpSeconds > 0 && seconds > 0 && loadSeconds > 0 && patienceSeconds > 0;
    }
}
