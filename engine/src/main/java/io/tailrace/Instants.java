package io.tailrace;

import java.time.Instant;

/** Instants as journals count them. */
final class Instants {
    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final Instant FIRST = of(Long.MIN_VALUE);
    private static final Instant LAST = of(Long.MAX_VALUE);

    private Instants() {}

    /** Nanoseconds since 1970, the first or last that can be counted for those beyond. */
    static long epochNs(Instant time) {
        if (time.isBefore(FIRST)) {
            return Long.MIN_VALUE;
        }
        if (time.isAfter(LAST)) {
            return Long.MAX_VALUE;
        }
        long seconds = time.getEpochSecond();
        return seconds >= 0
                ? seconds * NS_PER_SECOND + time.getNano()
                // from the second after, as the first one there is begins before what can be counted
                : (seconds + 1) * NS_PER_SECOND + (time.getNano() - NS_PER_SECOND);
    }

    static Instant of(long epochNs) {
        return Instant.ofEpochSecond(Math.floorDiv(epochNs, NS_PER_SECOND), Math.floorMod(epochNs, NS_PER_SECOND));
    }
}
