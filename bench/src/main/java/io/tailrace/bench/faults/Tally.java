package io.tailrace.bench.faults;

import java.io.PrintWriter;
import java.util.TreeMap;

/** Counts what came of the rounds and prints each failure with the line that repeats it. Not thread safe. */
final class Tally {
    private static final int TRIED = 0;
    private static final int LOST = 1;
    private static final int WRONG = 2;
    private static final int SKIPPED = 3;

    private final TreeMap<String, Integer> outcomes = new TreeMap<>();
    private final PrintWriter out;
    /** By the first word of outcomes: tried, lost, silently wrong, skipped. */
    private final TreeMap<String, int[]> kinds = new TreeMap<>();

    private int failures;

    Tally(PrintWriter out) {
        this.out = out;
    }

    void outcome(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
        int[] counts = counts(outcome);
        counts[TRIED]++;
        counts[SKIPPED] += outcome.contains(" skipped: ") ? 1 : 0;
    }

    /**
     * @param option of {@link FaultsCommand}, by which rounds of this kind are asked for
     * @param rounds how many it takes to fail again
     * @param seed of the first of them
     */
    void failure(String outcome, String option, int rounds, long seed, String what) {
        failure(outcome, option + " " + rounds + " --seed " + seed, what);
    }

    /** @param replay options that ask for what failed, and for no seed */
    void failure(String outcome, String replay, String what) {
        failures++;
        counts(outcome)[what.contains("lost") ? LOST : WRONG]++;
        outcome(outcome + ": FAILED");
        out.println("FAILED " + what + System.lineSeparator() + "  replay: bench.jar faults --only " + replay);
        out.flush();
    }

    private int[] counts(String outcome) {
        String kind = outcome.substring(0, (outcome + " ").indexOf(' ')).replaceAll("[^a-z]", "");
        return kinds.computeIfAbsent(kind, one -> new int[SKIPPED + 1]);
    }

    int failures() {
        return failures;
    }

    /** The summary. */
    void print() {
        out.printf("%-64s %8s%n", "outcome", "rounds");
        outcomes.forEach((outcome, rounds) -> out.printf("%-64s %8d%n", outcome, rounds));
        out.printf("%-64s %8d%n", "failures", failures);
        kinds.forEach((kind, counts) -> out.printf(
                "%-10s tried %d, survived %d, lost %d, silent wrong %d, skipped %d%n",
                kind,
                counts[TRIED] - counts[SKIPPED],
                counts[TRIED] - counts[SKIPPED] - counts[LOST] - counts[WRONG],
                counts[LOST],
                counts[WRONG],
                counts[SKIPPED]));
        out.flush();
    }
}
