package io.tailrace.bench.comparison;

import io.tailrace.bench.measure.JournalsOption;
import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.Progress;
import io.tailrace.bench.measure.RawResults;
import io.tailrace.bench.rows.Screens;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has ours and others do the same work, in turns, each time in a JVM of its own. */
@Command(
        name = "peers",
        description =
                "Measures Tailrace beside the same work by hand, Esper, Ignite, Hazelcast and Coherence: updates as"
                        + " fast as they are taken, and latency at steady rates, with standing queries. Every"
                        + " subscriber's count and rows are compared with what they should be; exit code 1 when one is"
                        + " wrong.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The others have to be built first, on the same checkout: mvn -Ppeers -DskipTests package. Who is not is",
            "left out. Each side has the same heap, and takes turns with all others in every round.",
            "",
            "Example: bench.jar peers --quick --screens=range-100 --sides=TAILRACE,HAND,ESPER"
        })
public final class PeersCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "One short round: a first impression in some minutes.")
    private boolean quick;

    @Option(
            names = "--sides",
            split = ",",
            paramLabel = "SIDE",
            description = "Of ${COMPLETION-CANDIDATES}, in any case (default: all).")
    private List<PeerSide> sides = Arrays.asList(PeerSide.values());

    @Option(
            names = "--screens",
            split = ",",
            paramLabel = "QUERIES",
            converter = Screens.Converter.class,
            description = "Standing queries (default: range-1,range-100,range-1000,equality-1000).")
    private List<Screens> screens = List.of(
            new Screens(Screens.Kind.RANGE, 1),
            new Screens(Screens.Kind.RANGE, 100),
            new Screens(Screens.Kind.RANGE, 1_000),
            new Screens(Screens.Kind.EQUALITY, 1_000));

    @Option(names = "--rounds", paramLabel = "N", description = "Of all sides in turns (default: 3, quick 1).")
    private Integer rounds;

    @Option(names = "--heap", paramLabel = "SIZE", description = "Of each JVM (default: ${DEFAULT-VALUE}).")
    private String heap = "4g";

    @Option(
            names = "--limit",
            paramLabel = "S",
            description = "Seconds after which a JVM is ended, and its run is wrong (default: ${DEFAULT-VALUE}).")
    private int limitSeconds = 240;

    @Option(
            names = "--peers",
            paramLabel = "DIR",
            description = "Where the others are built (default: ${DEFAULT-VALUE}).")
    private Path peers = Path.of("bench", "peers");

    @Mixin
    private JournalsOption journals;

    @Option(names = "--save", paramLabel = "FILE", description = "Keep every run here as JSON.")
    private Path save;

    @Mixin
    private PeerEffort effort;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (quick) {
            effort.shorten();
        }
        int times = rounds == null ? quick ? 1 : 3 : rounds;
        if (times < 1 || limitSeconds < 1 || !effort.isSound()) {
            throw new ParameterException(
                    spec.commandLine(), "takes numbers above 0: --rounds=" + times + " --limit=" + limitSeconds);
        }
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> machine = journals.machine();
        machine.forEach((name, value) -> out.println("# " + name + "=" + value));
        List<PeerSide> there = new ArrayList<>();
        for (PeerSide side : sides) {
            if (side.isThere(peers)) {
                there.add(side);
            } else {
                out.println("# left out, for it is not built in " + peers + ": " + side.text());
            }
        }
        out.println(PeerCell.HEAD);
        out.flush();
        List<PeerCell> cells = measured(there, times, machine);
        long wrong = cells.stream().filter(cell -> cell.fault() != null).count();
        out.println("# " + (cells.size() - wrong) + " of " + cells.size() + " told every subscriber what is right");
        out.flush();
        return wrong == 0 ? 0 : 1;
    }

    private PeerProcess process() {
        String program = spec.root().userObject().getClass().getName();
        return new PeerProcess(program, peers, heap, journals.path(), effort.arguments());
    }

    private List<PeerCell> measured(List<PeerSide> there, int times, Map<String, Object> machine) throws Exception {
        PeerProcess process = process();
        List<PeerCell> all = new ArrayList<>();
        for (Screens one : screens) {
            there.stream()
                    .filter(side -> side.takesPart(one))
                    .forEach(side -> all.add(new PeerCell(side, one, new ArrayList<>())));
        }
        Progress progress = new Progress(spec.commandLine().getErr(), (double) all.size() * times);
        PrintWriter out = spec.commandLine().getOut();
        for (Screens one : screens) {
            List<PeerCell> cells =
                    all.stream().filter(cell -> cell.screens().equals(one)).toList();
            for (int round = 0; round < times; round++) {
                for (int turn = 0; turn < cells.size(); turn++) {
                    PeerCell cell = cells.get((turn + round) % cells.size());
                    progress.next(
                            1,
                            one + ", round " + (round + 1) + ", " + cell.side().text());
                    cell.runs().add(process.run(cell.side(), one, Duration.ofSeconds(limitSeconds)));
                }
            }
            cells.forEach(cell -> out.println(cell.line()));
            out.flush();
            // So that a long run that is broken off leaves what it has found.
            keep(
                    machine,
                    times,
                    all.stream().filter(cell -> !cell.runs().isEmpty()).toList());
        }
        return all;
    }

    private void keep(Map<String, Object> machine, int times, List<PeerCell> cells) throws Exception {
        if (save == null) {
            return;
        }
        PeerProcess process = process();
        Map<String, Object> root = RawResults.root("peers", quick, machine);
        root.put("seed", effort.seed);
        root.put("rows", effort.rows);
        root.put("rounds", times);
        root.put("warmUpSeconds", effort.warmUpSeconds);
        root.put("seconds", effort.seconds);
        root.put("loadSeconds", effort.loadSeconds);
        root.put("mostOthersPercent", Neighbours.MOST_PERCENT);
        Map<String, Object> flags = new LinkedHashMap<>();
        flags.put("all", String.join(" ", process.flags()));
        cells.stream()
                .filter(cell -> !cell.side().flags().isEmpty())
                .forEach(cell -> flags.put(
                        cell.side().text(), String.join(" ", cell.side().flags())));
        root.put("flags", flags);
        root.put(
                "cells", cells.stream().map(cell -> cell.map(ours(cell, cells))).toList());
        RawResults.write(save, root);
    }

    /** The median of ours with as many threads, NaN where that was not measured or was wrong. */
    private static double ours(PeerCell cell, List<PeerCell> cells) {
        return cells.stream()
                .filter(other -> other.side() == cell.side().ours()
                        && other.screens().equals(cell.screens())
                        && other.fault() == null)
                .mapToDouble(other -> other.updates().median())
                .findFirst()
                .orElse(Double.NaN);
    }
}
