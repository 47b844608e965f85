package io.tailrace.bench.latency;

import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.Series;
import io.tailrace.bench.measure.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Whether the beginning of a segment shows: the 99th percentile of the updates that were due in the 100 ms around each,
 * against that of all that were due elsewhere.
 *
 * @param route on which they began
 * @param rate updates a second
 * @param elsewhereMicros p99 elsewhere
 * @param aroundMicros p99 around each, in the order in which they began
 * @param othersPercent of all cores that others took meanwhile
 */
record RollCheck(String route, int rate, double elsewhereMicros, double[] aroundMicros, double othersPercent) {
    static final int WANTED = 20;
    static final double GOAL = 3;

    private static final long HALF_WINDOW_NS = 50_000_000;
    private static final int PERCENT = 99;
    private static final int DIGITS = 3;

    /** Looks at a course that has been run. */
    static RollCheck of(String route, int rate, Course course, List<Long> rolls, double othersPercent) {
        Histogram elsewhere = new Histogram(DIGITS);
        List<Histogram> around = new ArrayList<>();
        List<Long> measured = rolls.stream()
                .filter(roll -> roll - HALF_WINDOW_NS > course.dueNs(course.settled())
                        && roll + HALF_WINDOW_NS < course.dueNs(course.count()))
                .toList();
        measured.forEach(roll -> around.add(new Histogram(DIGITS)));
        for (int i = course.settled(); i < course.count(); i++) {
            long tookNs = Math.max(0, course.tookNs(i));
            boolean near = false;
            for (int roll = 0; roll < measured.size(); roll++) {
                if (Math.abs(course.dueNs(i) - measured.get(roll)) <= HALF_WINDOW_NS) {
                    around.get(roll).recordValue(tookNs);
                    near = true;
                }
            }
            if (!near) {
                elsewhere.recordValue(tookNs);
            }
        }
        return new RollCheck(
                route,
                rate,
                elsewhere.getValueAtPercentile(PERCENT) / 1e3,
                around.stream()
                        .mapToDouble(one -> one.getValueAtPercentile(PERCENT) / 1e3)
                        .toArray(),
                othersPercent);
    }

    /** How many of them show no more than they may. */
    long within() {
        long within = 0;
        for (double around : aroundMicros) {
            within += around <= GOAL * elsewhereMicros ? 1 : 0;
        }
        return within;
    }

    /** Whether others took more of the machine than a latency stands. */
    boolean isDisturbed() {
        return othersPercent > Neighbours.MOST_PERCENT;
    }

    String line() {
        Series series = aroundMicros.length == 0 ? null : new Series(route, aroundMicros);
        return "# rolls of " + route + " at " + rate + "/s: " + within() + " of " + aroundMicros.length
                + " within " + Verdict.rounded(GOAL) + " times the p99 elsewhere, "
                + Verdict.rounded(elsewhereMicros) + " us"
                + (series == null
                        ? ""
                        : "; around one " + Verdict.rounded(series.median()) + " us ("
                                + Verdict.rounded(series.lowest()) + "-" + Verdict.rounded(series.highest()) + ")")
                + (isDisturbed() ? ": void, others took " + Verdict.rounded(othersPercent) + " %" : "");
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("route", route);
        map.put("ratePerSecond", rate);
        map.put("rolls", aroundMicros.length);
        map.put("within", within());
        map.put("othersPercent", othersPercent);
        map.put("disturbed", isDisturbed());
        map.put("goalTimes", GOAL);
        map.put("p99ElsewhereMicros", elsewhereMicros);
        map.put("p99AroundMicros", Arrays.stream(aroundMicros).boxed().toList());
        if (aroundMicros.length > 0) {
            Series series = new Series(route, aroundMicros);
            map.put("p99AroundMedianMicros", series.median());
            map.put("p99AroundHighestMicros", series.highest());
        }
        return map;
    }
}
