package io.tailrace.bench.budgets;

import io.tailrace.bench.latency.EngineRoute;
import io.tailrace.bench.latency.IncumbentRoute;
import io.tailrace.bench.latency.LatencyCell;
import io.tailrace.bench.latency.LatencyRun;
import io.tailrace.bench.latency.LatencyRuns;
import io.tailrace.bench.latency.RawRoute;
import io.tailrace.bench.latency.Route;
import io.tailrace.bench.latency.Topology;
import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Series;
import io.tailrace.bench.measure.Verdict;
import io.tailrace.bench.rows.Load;
import io.tailrace.bench.rows.Updates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The budgets of latency, at 50,000 updates a second: B7 and B12. Each is the median of five runs in turns, or one run
 * where one round is asked for.
 */
public final class LatencyBudgets {
    private static final int RUNS = 5;
    private static final int REPEATS = 3;
    private static final int SYMBOLS = 1_000;
    private static final int MOST_UPDATES = 200_000;
    private static final int PERCENT = 99;
    private static final long SEED = 1;
    private static final double RECORDS_PER_SECOND = 500_000;
    private static final double NANOS = 1e3;

    private final LatencyRuns effort;
    private final Scratch scratch;
    private final Updates updates;
    private final Consumer<String> progress;

    public LatencyBudgets(Effort effort, Scratch scratch, Consumer<String> progress) {
        double seconds = effort.records() / RECORDS_PER_SECOND;
        boolean once = effort.rounds() == 1;
        this.effort = new LatencyRuns(once ? 1 : RUNS, seconds, seconds / 2, once ? 0 : REPEATS, effort.records() / 2);
        this.scratch = scratch;
        this.progress = progress;
        updates = new Updates(SEED, effort.keys(), SYMBOLS, Math.min(effort.records(), MOST_UPDATES));
    }

    /** Ours against Chronicle Queue alone, with one thread and with two. */
    public List<Verdict> againstChronicle() throws Exception {
        List<Verdict> verdicts = new ArrayList<>();
        List<LatencyCell> one = measure(Topology.ONE, ours(EngineRoute.Mode.INVOKER), RawRoute.alone(scratch, updates));
        List<LatencyCell> two = measure(Topology.TWO, ours(EngineRoute.Mode.SHARED), RawRoute.beside(scratch, updates));
        for (int percentile : new int[] {LatencyRun.P50, LatencyRun.P99, LatencyRun.P999}) {
            verdicts.add(verdict("B7-1", 2, percentile, one));
            verdicts.add(verdict("B7-2", 2, percentile, two));
        }
        return verdicts;
    }

    /** Ours against the same work by hand: two threads, where its writer dispatches, and three. */
    public List<Verdict> againstByHand() throws Exception {
        List<LatencyCell> two = measure(
                Topology.TWO,
                ours(EngineRoute.Mode.SHARED),
                new IncumbentRoute(scratch, updates, IncumbentRoute.Mode.WRITER_DISPATCHES));
        List<LatencyCell> three = measure(
                Topology.THREE,
                ours(EngineRoute.Mode.DEDICATED),
                new IncumbentRoute(scratch, updates, IncumbentRoute.Mode.DISPATCHER));
        return List.of(
                verdict("B12-2", 0.5, LatencyRun.P50, two),
                verdict("B12-2", 0.1, LatencyRun.P99, two),
                verdict("B12-3", 0.5, LatencyRun.P50, three),
                verdict("B12-3", 0.1, LatencyRun.P99, three));
    }

    private EngineRoute ours(EngineRoute.Mode mode) {
        return EngineRoute.touched(scratch, updates, mode);
    }

    private List<LatencyCell> measure(Topology topology, Route ours, Route rival) throws Exception {
        List<Route> routes = List.of(ours, rival);
        effort.sustainable(routes, new LatencyRuns.Taken() {}); // to warm up
        return effort.measure(topology, routes, Load.GOAL, Load.GOAL.perSecond(), new LatencyRuns.Taken() {
            @Override
            public void took(Route route, int run, Histogram histogram) {
                progress.accept("run " + (run + 1) + " " + route.name() + " p99 "
                        + Verdict.rounded((double) histogram.getValueAtPercentile(PERCENT)) + " ns");
            }
        });
    }

    private static Verdict verdict(String id, double goal, int percentile, List<LatencyCell> cells) {
        LatencyCell ours = cells.get(0);
        LatencyCell rival = cells.get(1);
        String name = LatencyRun.NAMES.get(percentile);
        String what = "write to handler at 50,000/s, pages touched before, " + name + ", " + ours.route() + ", against "
                + rival.route();
        return Verdict.atMost(id + "-" + name, what, goal, nanos(rival, percentile), nanos(ours, percentile))
                .ifSteady(LatencyCell.STEADY);
    }

    private static Series nanos(LatencyCell cell, int percentile) {
        Series micros = cell.series(percentile);
        return new Series(
                micros.name(),
                Arrays.stream(micros.nanos()).map(micro -> micro * NANOS).toArray());
    }
}
