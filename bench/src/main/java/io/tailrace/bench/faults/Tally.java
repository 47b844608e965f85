package io.tailrace.bench.faults;

import java.io.PrintWriter;
import java.util.TreeMap;

/** Counts what came of the rounds and prints each failure with the line that repeats it. Not thread safe. */
final class Tally {
    private final TreeMap<String, Integer> outcomes = new TreeMap<>();
    private final PrintWriter out;
    private int failures;

    Tally(PrintWriter out) {
        this.out = out;
    }

    void outcome(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    void failure(String outcome, String replay, String what) {
        failures++;
        outcome(outcome + ": FAILED");
        out.println("FAILED " + what + System.lineSeparator() + "  replay: bench.jar faults " + replay);
        out.flush();
    }

    int failures() {
        return failures;
    }

    /** The summary. */
    void print() {
        out.printf("%-64s %8s%n", "outcome", "rounds");
        outcomes.forEach((outcome, rounds) -> out.printf("%-64s %8d%n", outcome, rounds));
        out.printf("%-64s %8d%n", "failures", failures);
        out.flush();
    }
}
