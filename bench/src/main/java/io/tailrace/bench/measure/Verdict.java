package io.tailrace.bench.measure;

import java.util.List;
import java.util.Locale;

/**
 * A budget and what was measured.
 *
 * @param id the budget's short name
 * @param what what was measured against what
 * @param unit of measured and goal: "x" for a ratio, else "B" or "%"
 * @param measured the ratio or the amount
 * @param goal its bound
 * @param atLeast whether measured may not be below the goal; else it may not be above
 * @param baselineNanos nanoseconds an operation of the baseline, 0 when the budget is no ratio
 * @param limitNanos nanoseconds to copy the same bytes, 0 when that was not measured
 * @param recipe the baseline's time as a share of the plain recipe's, measured in the same rounds; 0 when there is none
 * @param series the rounds
 * @param steadiness how many times its lowest round the baseline's highest may be, beyond which nothing is judged; 0
 *     where that is not asked
 */
public record Verdict(
        String id,
        String what,
        String unit,
        double measured,
        double goal,
        boolean atLeast,
        double baselineNanos,
        double limitNanos,
        double recipe,
        List<Series> series,
        double steadiness) {
    /**
     * How much slower than the plain recipe a baseline may be: a slow baseline would flatter what is measured against
     * it.
     */
    static final double RECIPE_TOLERANCE = 0.15;

    /** Baseline, ours, plain recipe of the baseline and copy of the same bytes, in this order, from the same rounds. */
    public static Verdict ratio(String id, String what, double goal, List<Series> series) {
        double baseline = series.get(0).median();
        double ours = series.get(1).median();
        double recipe = baseline / series.get(2).median();
        return new Verdict(
                id,
                what,
                "x",
                baseline / ours,
                goal,
                true,
                baseline,
                series.get(3).median(),
                recipe,
                series,
                0);
    }

    /** How many times as fast as a baseline that has no recipe, from the same rounds. */
    public static Verdict against(String id, String what, double goal, Series baseline, Series ours) {
        double measured = baseline.median() / ours.median();
        List<Series> series = List.of(baseline, ours);
        return new Verdict(id, what, "x", measured, goal, true, baseline.median(), 0, 0, series, 0);
    }

    /** How many times the time of a baseline is taken, where less is better, from the same rounds. */
    public static Verdict atMost(String id, String what, double goal, Series baseline, Series ours) {
        double measured = ours.median() / baseline.median();
        List<Series> series = List.of(baseline, ours);
        return new Verdict(id, what, "x", measured, goal, false, baseline.median(), 0, 0, series, 0);
    }

    /** A share that may not be above the goal. */
    public static Verdict percent(String id, String what, double measured, double goal) {
        return new Verdict(id, what, "%", measured, goal, false, 0, 0, 0, List.of(), 0);
    }

    /** An amount of bytes that may not be above the goal. */
    public static Verdict bytes(String id, String what, double measured, double goal) {
        return new Verdict(id, what, "B", measured, goal, false, 0, 0, 0, List.of(), 0);
    }

    /** The same, not judged where the baseline's rounds differ by more than so many times. */
    public Verdict ifSteady(double times) {
        return new Verdict(id, what, unit, measured, goal, atLeast, baselineNanos, limitNanos, recipe, series, times);
    }

    /** Whether the baseline is one to judge by. */
    boolean sound() {
        return (recipe == 0 || recipe <= 1 + RECIPE_TOLERANCE) && steady();
    }

    private boolean steady() {
        return steadiness == 0
                || series.get(0).highest() <= steadiness * series.get(0).lowest();
    }

    public boolean holds() {
        return sound() && (atLeast ? measured >= goal : measured <= goal);
    }

    /** How much of the goal is reached: 1 and more holds. */
    double share() {
        return atLeast ? measured / goal : measured == 0 ? 1 : goal / measured;
    }

    /** One line: id, measured, goal, ok or short, and what stands beside it. */
    public String line() {
        StringBuilder line = new StringBuilder(id)
                .append(' ')
                .append(rounded(measured))
                .append(unit)
                .append(atLeast ? " goal>=" : " goal<=")
                .append(rounded(goal))
                .append(unit)
                .append(holds() ? " ok" : " short");
        if (baselineNanos > 0) {
            line.append(" baseline=").append(series.get(0));
            line.append(" ours=").append(series.get(1));
        }
        if (recipe > 0) {
            line.append(" copy-limit=").append(rounded(limitNanos)).append("ns");
            line.append(" baseline/recipe=").append(rounded(recipe));
            line.append(sound() ? "" : " (baseline slower than its recipe: no judgement)");
        }
        line.append(steady() ? "" : " (the baseline's own rounds differ too much: void)");
        return line.append(" | ").append(what).toString();
    }

    public static String rounded(double value) {
        return String.format(Locale.ROOT, value >= 1_000 || value == 0 ? "%.0f" : "%.2f", value);
    }
}
