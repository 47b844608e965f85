package io.tailrace;

import io.tailrace.error.JournalException;
import io.tailrace.index.IndexMemory;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalGauge;
import io.tailrace.write.EngineState;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The background agent: reserves and touches journal space and index memory ahead of the writer, looks every second
 * whether the journal is still the engine's, shows its numbers, and where nothing else is to be done compares segments
 * with their seals that were not read at opening. What it cannot do fails the engine; a full disk is the writer's to
 * tell, and what has changed in an old segment is told and left to who reads it. One thread at a time.
 */
final class Janitor implements Agent {
    private static final long LOOK_NS = 1_000_000_000;
    /** With less than that ready for it, the writer soon does the work of the janitor. */
    private static final int LITTLE_BYTES = 256 << 10;

    private final Journal journal;
    private final JournalGauge space;
    private final IndexMemory memory;
    private final EngineState state;
    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    /** Where feeds have threads of their own. */
    private final FeedRuns runs;

    private final EngineMetrics metrics;

    private long lookedNs;
    /** Whether there are segments that nobody has read since opening. */
    private boolean unread = true;

    Janitor(
            Journal journal,
            IndexMemory memory,
            EngineState state,
            NanoClock clock,
            ErrorHandler errorHandler,
            FeedRuns runs,
            EngineMetrics metrics) {
        this.journal = journal;
        space = JournalGauge.of(journal);
        this.memory = memory;
        this.state = state;
        this.clock = clock;
        this.errorHandler = errorHandler;
        this.runs = runs;
        this.metrics = metrics;
        lookedNs = clock.nanoTime();
    }

    /** Whether there is little space ready for the writer that could be had. */
    boolean isPressed() {
        return space.touchedBytes() < LITTLE_BYTES && space.reservedBytes() > 0;
    }

    @Override
    public String roleName() {
        return "tailrace-janitor";
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        runs.watch(nowNs);
        metrics.work(nowNs);
        if (state.isFailed()) {
            return 0;
        }
        try {
            return tend(nowNs);
        } catch (Throwable e) {
            if (state.fail(e)) {
                errorHandler.onError(e);
            }
            return 0;
        }
    }

    private int tend(long nowNs) {
        int work = 0;
        long passedNs = nowNs - lookedNs;
        if (passedNs < 0 || passedNs >= LOOK_NS) { // a clock of the caller's may go back, or leap beyond all counting
            lookedNs = nowNs;
            journal.checkFence();
        }
        if (journal.maintain()) {
            work++;
        }
        if (memory.prepare()) {
            work++;
        }
        if (work == 0 && unread) {
            compare();
        }
        return work;
    }

    /** No work that is worth another round at once: a step a millisecond leaves the disk to others. */
    private void compare() {
        try {
            unread = journal.compareUnread();
        } catch (JournalException e) {
            errorHandler.onError(e);
        }
    }
}
