package io.tailrace.bench.latency;

import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.Series;
import io.tailrace.bench.rows.Load;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Takes the routes of a topology in turns, so that what slows the machine down for a while slows all of them; each run
 * begins with another one.
 *
 * @param runs of each route under each load, at least 1
 * @param seconds that are measured of each run
 * @param settleSeconds before them
 * @param repeats how often a run is repeated beside which others took more of the machine than a latency stands
 * @param burst updates sent as fast as they are taken, to find out what can be sustained, and to warm up
 */
public record LatencyRuns(int runs, double seconds, double settleSeconds, int repeats, int burst) {
    static final LatencyRuns FULL = new LatencyRuns(5, 3, 1, 3, 1_000_000);
    static final LatencyRuns QUICK = new LatencyRuns(5, 0.8, 0.4, 3, 300_000);

    private static final int BURSTS = 3;

    /** How many runs a topology takes before there is something to measure. */
    int bursts(List<Route> routes) {
        return BURSTS * routes.size();
    }

    /** Updates a second that every one of the routes can take: the least of their medians. */
    public double sustainable(List<Route> routes, Taken taken) throws Exception {
        double[][] rates = new double[routes.size()][BURSTS];
        for (int round = 0; round < BURSTS; round++) {
            for (int turn = 0; turn < routes.size(); turn++) {
                int at = (turn + round) % routes.size();
                Route route = routes.get(at);
                taken.next(route, round);
                Course course = new Course(0, burst, burst / 4);
                route.run(course);
                rates[at][round] = burst / ((course.dueNs(burst) - course.dueNs(0) + course.tookNs(burst - 1)) / 1e9);
            }
        }
        double least = Double.MAX_VALUE;
        for (int i = 0; i < rates.length; i++) {
            double median = new Series(routes.get(i).name(), rates[i]).median();
            taken.sustained(routes.get(i), median);
            least = Math.min(least, median);
        }
        return least;
    }

    /** All runs under one load. */
    public List<LatencyCell> measure(Topology topology, List<Route> routes, Load load, int rate, Taken taken)
            throws Exception {
        List<List<LatencyRun>> all = new ArrayList<>();
        routes.forEach(route -> all.add(new ArrayList<>()));
        for (int run = 0; run < runs; run++) {
            for (int turn = 0; turn < routes.size(); turn++) {
                int at = (turn + run) % routes.size();
                Route route = routes.get(at);
                taken.next(route, run);
                all.get(at).add(take(route, run, rate, taken));
            }
        }
        List<LatencyCell> cells = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            cells.add(new LatencyCell(
                    topology, route.name(), route.threads(), route.isOurs(), load.name(), rate, all.get(i)));
        }
        return cells;
    }

    private LatencyRun take(Route route, int run, int rate, Taken taken) throws Exception {
        for (int repeated = 0; ; repeated++) {
            Course course = course(rate);
            Neighbours neighbours = new Neighbours();
            route.run(course);
            double others = neighbours.percent();
            if (others <= Neighbours.MOST_PERCENT || repeated == repeats) {
                Histogram histogram = course.histogram();
                taken.took(route, run, histogram);
                return LatencyRun.of(course, histogram, others);
            }
        }
    }

    /** One that is not run yet. */
    Course course(int rate) {
        int settled = (int) (rate * settleSeconds);
        return new Course(rate, settled + Math.max(1, (int) (rate * seconds)), settled);
    }

    /** Follows the runs. */
    public interface Taken {
        /** The next one. */
        default void next(Route route, int run) {}

        /** What a route takes at most. */
        default void sustained(Route route, double perSecond) {}

        /** One is over. */
        default void took(Route route, int run, Histogram histogram) {}
    }
}
