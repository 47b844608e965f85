package io.tailrace.bench.simulation;

import io.tailrace.Tailrace;
import io.tailrace.error.TailraceException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The times of all changes, as the engine tells them, held against the clock. Not thread safe. */
final class Times {
    private static final long SECOND_NS = 1_000_000_000;

    private final Clock clock;
    private final TreeMap<Long, Long> bySequence = new TreeMap<>();

    Times(Clock clock) {
        this.clock = clock;
    }

    /** Asks for those that are new. */
    void learn(Tailrace engine) {
        long last = engine.lastSequence();
        long known = bySequence.isEmpty() ? engine.oldestSequence() - 1 : bySequence.lastKey();
        try {
            for (long sequence = known + 1; sequence <= last; sequence++) {
                learn(sequence, ns(engine.timeOf(sequence)));
            }
        } catch (TailraceException e) {
            Violation.unless(engine.isFailed(), "the time of a change is not to be had: " + e);
            return;
        }
        clock.looked();
    }

    private void learn(long sequence, long timeNs) {
        Map.Entry<Long, Long> before = bySequence.lastEntry();
        String wrong = clock.wrong(timeNs, before == null ? Long.MIN_VALUE : before.getValue());
        Violation.unless(wrong == null, "sequence=" + sequence + " " + wrong);
        bySequence.put(sequence, timeNs);
    }

    private static long ns(Instant time) {
        return time.getEpochSecond() * SECOND_NS + time.getNano();
    }

    /** The journal ends at a sequence now. */
    void cut(long last) {
        bySequence.tailMap(last, false).clear();
    }

    /** Whether that of a change is known. */
    boolean isKnown(long sequence) {
        return bySequence.containsKey(sequence);
    }

    long of(long sequence) {
        return bySequence.get(sequence);
    }

    /** The last change at a time, given the oldest that the journal holds. */
    long lastAt(long timeNs, long oldest) {
        long found = oldest - 1;
        for (Map.Entry<Long, Long> entry : bySequence.tailMap(oldest).entrySet()) {
            if (entry.getValue() > timeNs) {
                break;
            }
            found = entry.getKey();
        }
        return found;
    }

    Clock clock() {
        return clock;
    }
}
