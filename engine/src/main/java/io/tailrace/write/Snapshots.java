package io.tailrace.write;

import io.tailrace.error.EngineException;
import io.tailrace.journal.Journal;
import java.util.function.LongSupplier;

/**
 * The snapshots of an engine: one at a time, on demand and when they are due. Any thread.
 *
 * @hidden
 */
public final class Snapshots {
    private final Journal journal;
    private final LiveTables tables;
    private final LongSupplier applied;
    private final EngineState state;
    private final SnapshotPolicy policy;
    private final SnapshotCounts counts = new SnapshotCounts();
    // Guarded by this object's lock.
    private SnapshotJob running;
    private boolean closed;
    private long lastSequence;
    private long lastBytes;
    private long lastNs;

    /**
     * Of an engine that writes to a directory.
     *
     * @param journal replayed
     * @param tables what it holds
     * @param applied a sequence that the tables show nothing beyond to who has read them before asking
     * @param state of the engine
     * @param policy when one is due, and how many are kept
     * @param replayedBytes bytes of journal that were read when it was opened
     * @param nowNs of the clock that intervals are measured by
     */
    public Snapshots(
            Journal journal,
            LiveTables tables,
            LongSupplier applied,
            EngineState state,
            SnapshotPolicy policy,
            long replayedBytes,
            long nowNs) {
        this.journal = journal;
        this.tables = tables;
        this.applied = applied;
        this.state = state;
        this.policy = policy;
        lastSequence = journal.stateSequence();
        lastBytes = Math.max(0, journal.writtenBytes() - replayedBytes);
        lastNs = nowNs;
    }

    /** {@return the one that is being taken, or null} */
    public synchronized SnapshotJob running() {
        if (running != null && running.isEnded()) {
            running = null;
        }
        return running;
    }

    /**
     * {@return the one that is being taken, or else one that begins now}
     *
     * @param nowNs of the clock that intervals are measured by
     * @throws EngineException where there is nothing to take
     */
    public synchronized SnapshotJob begin(long nowNs) {
        if (running() != null) {
            return running;
        }
        if (closed) {
            throw state.closed();
        }
        if (journal.knownSequence() == 0) {
            throw new EngineException("the journal is empty: there is nothing to take a snapshot of, write something");
        }
        lastSequence = journal.knownSequence();
        lastBytes = journal.writtenBytes();
        lastNs = nowNs; // one that fails is tried again when the next one is due
        running = new SnapshotJob(journal, tables, applied, policy.kept(), counts);
        return running;
    }

    /**
     * Whether the policy asks for one.
     *
     * @param nowNs of the clock that intervals are measured by
     * @return true when so much, or so long ago, was written since the last one
     */
    public synchronized boolean isDue(long nowNs) {
        if (closed || journal.knownSequence() <= lastSequence) {
            return false;
        }
        return policy.bytes() > 0 && journal.writtenBytes() - lastBytes >= policy.bytes()
                || policy.intervalNs() > 0 && nowNs - lastNs >= policy.intervalNs();
    }

    /**
     * Gives up what is being taken, and begins no more. When the writer has ended, it takes one where the policy asks
     * for it.
     */
    public void close() {
        SnapshotJob given = cancelled();
        if (given != null) {
            given.cancel(state.closed());
        }
        if (policy.isAtClose() && !state.isFailed() && journal.knownSequence() > lastTaken()) {
            SnapshotJob last = new SnapshotJob(journal, tables, applied, policy.kept(), counts);
            while (last.step()) {
                assert !state.isClosed() : "an engine is closed after its last snapshot";
            }
            last.cancel(new EngineException("the last snapshot waits for a writer that has ended"));
            last.result();
        }
    }

    private synchronized SnapshotJob cancelled() {
        closed = true;
        SnapshotJob given = running();
        running = null;
        if (given != null) {
            lastSequence = 0; // it does not count
        }
        return given;
    }

    /** {@return how many were taken} */
    public long taken() {
        return counts.taken();
    }

    /** {@return how many were begun and could not be taken, or were given up} */
    public long failures() {
        return counts.failures();
    }

    /** {@return the sequence of the last that was taken here, 0 before the first} */
    public long lastTakenSequence() {
        return counts.lastSequence();
    }

    private synchronized long lastTaken() {
        return lastSequence;
    }
}
