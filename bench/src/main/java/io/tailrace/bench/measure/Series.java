package io.tailrace.bench.measure;

import java.util.Arrays;

/**
 * What the rounds of one side took.
 *
 * @param name the side
 * @param nanos nanoseconds an operation, a value a round, in the order of the rounds
 */
public record Series(String name, double[] nanos) {
    public Series {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("rounds=0 of " + name);
        }
    }

    /** The middle of the sorted values; of two in the middle, the mean. */
    public double median() {
        double[] sorted = sorted();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    public double lowest() {
        return sorted()[0];
    }

    public double highest() {
        return sorted()[nanos.length - 1];
    }

    /** The median, and the lowest and highest round. */
    @Override
    public String toString() {
        return Verdict.rounded(median()) + "ns(" + Verdict.rounded(lowest()) + "-" + Verdict.rounded(highest()) + ")";
    }

    private double[] sorted() {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
