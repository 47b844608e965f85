package io.tailrace.testing;

import java.util.Random;

/**
 * Randomness that can be repeated: prints its seed, and takes it from the property {@code tailrace.seed} if that is
 * given. Any thread.
 */
public final class Seeds {
    private static final String PROPERTY = "tailrace.seed";

    private Seeds() {}

    /** A seed that is new in every run. */
    public static long fresh(Class<?> test) {
        return orRepeated(test, new Random().nextLong());
    }

    /** A seed that is the same in every run but where another is asked for. */
    public static long orRepeated(Class<?> test, long usual) {
        long seed = Long.getLong(PROPERTY, usual);
        System.out.println(test.getSimpleName() + ": repeat with -D" + PROPERTY + "=" + seed);
        return seed;
    }

    /** What a new seed gives. */
    public static Random random(Class<?> test) {
        return new Random(fresh(test));
    }

    /** Whether one seed alone is repeated, so that nothing is said of how much all of them cover. */
    public static boolean isRepeated() {
        return Long.getLong(PROPERTY) != null;
    }

    /** The same seeds from 0 in every run, and after them new ones; or the one alone that is repeated. */
    public static long[] of(Class<?> test, int same, int fresh) {
        if (isRepeated()) {
            return new long[] {Long.getLong(PROPERTY)};
        }
        long first = fresh == 0 ? 0 : fresh(test);
        long[] seeds = new long[same + fresh];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i < same ? i : first + i - same;
        }
        return seeds;
    }
}
