package io.tailrace.bench.simulation;

import java.util.SplittableRandom;

/** Draws everything: each step of each seed has numbers of its own, so that any of them can be left out. Stateless. */
final class Seed {
    private Seed() {}

    static SplittableRandom random(long seed, int step) {
        return new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + step * 0xD1B5_4A32_D192_ED03L).split();
    }

    /** Of what is done beside a step, so that this changes nothing of what the step draws. */
    static SplittableRandom aside(long seed, int step) {
        return random(~seed, step);
    }
}
