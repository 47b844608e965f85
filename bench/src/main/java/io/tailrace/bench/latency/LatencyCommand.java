package io.tailrace.bench.latency;

import io.tailrace.bench.measure.JournalsOption;
import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.Progress;
import io.tailrace.bench.measure.RawResults;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.rows.Load;
import io.tailrace.bench.rows.Updates;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells how long a change takes to a handler, ours beside what one would write by hand with as many threads. */
@Command(
        name = "latency",
        description = "Measures the time from a write to a handler at steady rates, with one, two and three threads,"
                + " beside Chronicle Queue alone and the same work by hand, in turns.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "In microseconds from when a write was due, so that a stall counts for all that were due meanwhile;",
            "medians over the runs. half and 90%% are shares of what the slowest route of the topology can sustain.",
            "",
            "Example: bench.jar latency --quick --topologies two --loads idle,50000,half"
        })
public final class LatencyCommand implements Callable<Integer> {
    private static final int SYMBOLS = 1_000;
    private static final int UPDATES = 200_000;

    @Option(names = "--quick", description = "Shorter runs: a first impression in some minutes.")
    private boolean quick;

    @Option(
            names = "--topologies",
            split = ",",
            paramLabel = "N",
            description = "Of ${COMPLETION-CANDIDATES}, in any case (default: all).")
    private List<Topology> topologies = Arrays.asList(Topology.values());

    @Option(
            names = "--loads",
            split = ",",
            paramLabel = "LOAD",
            converter = Load.Converter.class,
            description = "idle (1000/s), half, a share such as 90%%, or updates a second"
                    + " (default: idle,50000,half,90%%).")
    private List<Load> loads = List.of(Load.IDLE, Load.GOAL, Load.HALF, Load.MOST);

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each (default: 5).")
    private Integer runs;

    @Option(names = "--seconds", paramLabel = "S", description = "What is measured of each (default: 3, quick 0.8).")
    private Double seconds;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "How often a run is repeated beside which others took much of the machine (default: 3).")
    private Integer repeats;

    @Option(
            names = "--pauses",
            description = "Watch one more run of each, which is not counted, and tell what its pauses come from.")
    private boolean pauses;

    @Option(
            names = "--rolls",
            paramLabel = "N",
            description = "Have so many segments begin with each of ours at 50000/s, and tell whether that shows.")
    private int rolls;

    @Option(
            names = "--segment-mib",
            paramLabel = "N",
            description = "How large those segments are (default: ${DEFAULT-VALUE}).")
    private int segmentMib = 16;

    @Option(names = "--rows", paramLabel = "N", description = "Keys that are updated (default: ${DEFAULT-VALUE}).")
    private int rows = 100_000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the updates (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Mixin
    private JournalsOption journals;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Keep every run here as JSON, and beside it the histograms as .hlog.")
    private Path save;

    @Spec
    private CommandSpec spec;

    private LatencyRuns effort;
    private LatencyResults results;
    private Progress progress;
    private HistogramFile histograms;

    @Override
    public Integer call() throws Exception {
        effort = effort();
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> machine = journals.machine();
        machine.forEach((name, value) -> out.println("# " + name + "=" + value));
        out.println("# seed=" + seed);
        out.println(LatencyCell.HEAD);
        out.flush();
        results = new LatencyResults(out);
        Updates updates = new Updates(seed, rows, SYMBOLS, UPDATES);
        try (Scratch scratch = journals.scratch();
                HistogramFile file = HistogramFile.beside(save)) {
            histograms = file;
            progress = new Progress(spec.commandLine().getErr(), steps(scratch, updates));
            for (Topology topology : topologies) {
                measure(topology, topology.routes(scratch, updates), scratch);
                if (rolls > 0) {
                    rollsOf(topology, scratch, updates);
                }
            }
        }
        if (save != null) {
            Map<String, Object> root = RawResults.root("latency", quick, machine);
            root.put("seed", seed);
            root.put("secondsPerRun", effort.seconds());
            root.put("settleSeconds", effort.settleSeconds());
            root.put("rows", rows);
            root.put("mostOthersPercent", Neighbours.MOST_PERCENT);
            results.keep(save, root);
        }
        return 0;
    }

    /** Runs, and for each roll one more. */
    private double steps(Scratch scratch, Updates updates) {
        double steps = 0;
        for (Topology topology : topologies) {
            List<Route> routes = topology.routes(scratch, updates);
            int each = effort.runs() + (pauses ? 1 : 0);
            steps += effort.bursts(routes) + (double) loads.size() * each * routes.size();
            steps += (double) rolls * topology.modes().size();
        }
        return steps;
    }

    private void measure(Topology topology, List<Route> routes, Scratch scratch) throws Exception {
        Map<String, Double> rates = new LinkedHashMap<>();
        double sustainable = effort.sustainable(routes, new Follower(topology + " at its fastest", rates));
        results.sustained(topology, rates);
        for (Load load : loads) {
            int rate = load.rate(sustainable);
            String where = topology + "/" + load.name();
            results.add(effort.measure(topology, routes, load, rate, new Follower(where, rates)));
            for (Route route : pauses ? routes : List.<Route>of()) {
                progress.next(1, where + ", pauses, " + route.name());
                results.add(topology, load, route, pauses(route, rate, scratch));
            }
        }
    }

    private Pauses pauses(Route route, int rate, Scratch scratch) throws Exception {
        Course course = effort.course(rate);
        try (Safepoints safepoints = new Safepoints()) {
            PauseWatch watch = new PauseWatch(scratch.root(), true);
            try (watch) {
                route.run(course);
            }
            return new Pauses(course, safepoints.read(), watch);
        }
    }

    /** Runs each of ours with small segments, as long as so many begin, by the bytes that a change takes. */
    private void rollsOf(Topology topology, Scratch scratch, Updates updates) throws Exception {
        int bytes = segmentMib << 20;
        for (EngineRoute.Mode mode : topology.modes()) {
            EngineRoute route = new EngineRoute(scratch, updates, mode, bytes);
            progress.next(rolls, topology + ", rolls, " + route.name());
            int settled = Load.GOAL.perSecond();
            double changes = (rolls + 1.0) * bytes / EngineRoute.CHANGE_BYTES;
            Course course = new Course(Load.GOAL.perSecond(), settled + (int) changes, settled);
            PauseWatch watch = new PauseWatch(scratch.root(), false);
            Neighbours neighbours = new Neighbours();
            try (watch) {
                route.run(course);
            }
            results.add(RollCheck.of(route.name(), Load.GOAL.perSecond(), course, watch.rolls(), neighbours.percent()));
        }
    }

    private LatencyRuns effort() {
        LatencyRuns base = quick ? LatencyRuns.QUICK : LatencyRuns.FULL;
        int times = runs == null ? base.runs() : runs;
        int again = repeats == null ? base.repeats() : repeats;
        double length = seconds == null ? base.seconds() : seconds;
        if (times < 1 || again < 0 || !(length > 0) || rolls < 0 || rows < 1 || segmentMib < 1 || segmentMib > 512) {
            throw new ParameterException(
                    spec.commandLine(),
                    "takes numbers above 0, and segments up to 512 MiB: --runs=" + times + " --seconds=" + length
                            + " --repeats=" + again + " --rolls=" + rolls + " --rows=" + rows + " --segment-mib="
                            + segmentMib);
        }
        int burst = (int) Math.max(1, Math.min(base.burst(), base.burst() * length / base.seconds()));
        return new LatencyRuns(times, length, Math.min(base.settleSeconds(), length), again, burst);
    }

    private final class Follower implements LatencyRuns.Taken {
        private final String where;
        private final Map<String, Double> rates;

        Follower(String where, Map<String, Double> rates) {
            this.where = where;
            this.rates = rates;
        }

        @Override
        public void next(Route route, int run) {
            progress.next(1, where.toLowerCase(Locale.ROOT) + ", run " + (run + 1) + ", " + route.name());
        }

        @Override
        public void sustained(Route route, double perSecond) {
            rates.put(route.name(), perSecond);
        }

        @Override
        public void took(Route route, int run, Histogram histogram) {
            histograms.add(where + "/" + route.name() + "/" + (run + 1), histogram);
        }
    }
}
