package io.tailrace.document;

import java.util.Random;

/**
 * Randomness that can be repeated: prints its seed, and takes it from the property {@code tailrace.seed} if that is
 * given.
 */
final class SeededRandom {
    private SeededRandom() {}

    static Random forTest(String test) {
        long seed = Long.getLong("tailrace.seed", System.nanoTime());
        System.out.println(test + ": repeat with -Dtailrace.seed=" + seed);
        return new Random(seed);
    }
}
