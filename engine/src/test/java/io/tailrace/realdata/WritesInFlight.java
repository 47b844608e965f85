package io.tailrace.realdata;

import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Keeps many writes under way and tells what each of them did, in their order. Not thread safe. */
final class WritesInFlight<T> {
    private static final int MOST = 2048;

    private final Tailrace engine;
    private final BiConsumer<T, Ack> decided;
    private final ArrayDeque<Pending<T>> pending = new ArrayDeque<>();
    private final ArrayDeque<Ack> free = new ArrayDeque<>();
    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);

    /** @param decided told of each write by what it was committed with */
    WritesInFlight(Tailrace engine, BiConsumer<T, Ack> decided) {
        this.engine = engine;
        this.decided = decided;
    }

    void commit(Write write, T what) {
        Ack ack = pending.size() < MOST && !free.isEmpty() ? free.pop() : new Ack();
        write.commit(ack);
        pending.add(new Pending<>(what, ack));
        if (pending.size() >= MOST) {
            awaitOldest();
        }
    }

    /** Waits until every write so far is decided. */
    void drain() {
        while (!pending.isEmpty()) {
            awaitOldest();
        }
    }

    /** How many writes had this outcome. */
    long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** How many writes were decided. */
    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void awaitOldest() {
        Pending<T> oldest = pending.remove();
        Ack ack = engine.await(oldest.ack());
        if (ack.outcome() == Outcome.ERROR || ack.outcome() == Outcome.RECEIVED) {
            throw new AssertionError("write=" + oldest.what() + " ack=" + ack);
        }
        counts.merge(ack.outcome(), 1L, Long::sum);
        decided.accept(oldest.what(), ack);
        free.push(ack);
    }

    private record Pending<T>(T what, Ack ack) {}
}
