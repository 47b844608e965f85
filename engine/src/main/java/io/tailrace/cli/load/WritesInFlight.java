package io.tailrace.cli.load;

import io.tailrace.Tailrace;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.EarlyTimeException;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;

/**
 * The writes of a load that are not yet decided, oldest first, so that the next line is read while the last ones are
 * journaled. Not thread safe. Allocates nothing after its construction.
 */
final class WritesInFlight {
    /** Told of writes that were decided, in order. */
    interface Listener {
        /**
         * A write was decided.
         *
         * @param ack outcome and sequence
         * @param line number of the line it came from
         * @param timeNs its own time, 0 without one
         */
        void onDecided(Ack ack, long line, long timeNs);

        /**
         * A write was refused for its time.
         *
         * @param error that says which time
         * @param line number of the line it came from
         */
        void onTooEarly(EarlyTimeException error, long line);
    }

    private static final int CAPACITY = 4_096;

    private final Ack[] acks = new Ack[CAPACITY];
    private final long[] lines = new long[CAPACITY];
    private final long[] timesNs = new long[CAPACITY];
    private final Tailrace engine;
    private final Listener listener;
    private long oldest;
    private long next;

    WritesInFlight(Tailrace engine, Listener listener) {
        this.engine = engine;
        this.listener = listener;
        for (int i = 0; i < CAPACITY; i++) {
            acks[i] = new Ack();
        }
    }

    /** The ack for the next write, which counts as under way only after {@link #sent}. */
    Ack ack() {
        if (next - oldest == CAPACITY) {
            settleOldest();
        }
        return acks[index(next)];
    }

    void sent(long line, long timeNs) {
        lines[index(next)] = line;
        timesNs[index(next)] = timeNs;
        next++;
    }

    /** Reports what is decided by now, without waiting. */
    void settleDecided() {
        while (oldest < next && acks[index(oldest)].isDone()) {
            settleOldest();
        }
    }

    /** Waits for everything under way. */
    void settleAll() {
        while (oldest < next) {
            settleOldest();
        }
    }

    private void settleOldest() {
        int index = index(oldest);
        Ack ack = acks[index];
        try {
            engine.await(ack);
        } catch (EarlyTimeException e) {
            oldest++;
            listener.onTooEarly(e, lines[index]);
            return;
        } catch (DiskFullException e) {
            throw new DiskFullException("line " + lines[index] + ": " + e.getMessage(), e);
        }
        assert ack.outcome() != Outcome.RECEIVED;
        oldest++;
        listener.onDecided(ack, lines[index], timesNs[index]);
    }

    private static int index(long position) {
        return (int) (position & (CAPACITY - 1));
    }
}
