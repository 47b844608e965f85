package io.tailrace.bench.scale;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The changes of one producer, the same each time they are asked for: a key of its own and a level that the feed's
 * filter asks about. One thread.
 */
final class ScaleWrites {
    static final int LEVELS = 1_000_000;
    private static final double EXPONENT = 0.99;
    private static final int DRAWS = 1 << 20;
    private static final double PERCENT = 100;

    private final int producers;
    private final int producer;
    private final int keys;
    private final int[] ranks;
    private final SplittableRandom random;
    private int written;

    /**
     * At their begin.
     *
     * @param point that is measured
     * @param producer numbered from 0
     * @param seed of all that is random
     * @param ranks made by {@link #ranks}, null where all keys are alike
     */
    ScaleWrites(ScalePoint point, int producer, long seed, int[] ranks) {
        this.producer = producer;
        this.ranks = ranks;
        producers = point.producers();
        keys = point.keysEach();
        random = new SplittableRandom(seed + producer);
    }

    /** Keys drawn beforehand such that the n-th most frequent comes as often as n to the power of -0.99 says. */
    static int[] ranks(ScalePoint point, long seed) {
        if (!point.zipf()) {
            return null;
        }
        double[] sums = new double[point.keysEach()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += Math.pow(i + 1.0, -EXPONENT);
            sums[i] = sum;
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] ranks = new int[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            int found = Arrays.binarySearch(sums, random.nextDouble(sum));
            ranks[i] = Math.min(sums.length - 1, found < 0 ? -found - 1 : found);
        }
        return ranks;
    }

    /** The key of the next change; no other producer has it. */
    int nextKey() {
        int own = ranks == null ? random.nextInt(keys) : ranks[(written + producer) & (DRAWS - 1)];
        written++;
        return own * producers + producer;
    }

    /** The level of the same change. */
    int nextLevel() {
        return random.nextInt(LEVELS);
    }

    /**
     * Levels below this one pass the filter; both images of a change are asked, so that one of both passing suffices.
     */
    static int threshold(double matchPercent) {
        return (int) Math.round(LEVELS * (1 - Math.sqrt(1 - matchPercent / PERCENT)));
    }
}
