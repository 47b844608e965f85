package io.tailrace;

import io.tailrace.error.ExpiredException;
import io.tailrace.journal.Journal;
import io.tailrace.journal.Retirement;
import io.tailrace.journal.Retiring;
import io.tailrace.write.EngineState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Takes the oldest segments away as the policy says, a step at a time, and asks before that who still waits for them.
 * Any thread; steps wait for each other, and some for a device.
 */
final class Retention {
    private static final long LOOK_NS = 1_000_000_000;
    /** After what could not be done. */
    private static final long FAILED_LOOK_NS = 60 * LOOK_NS;

    private final Journal journal;
    private final RetentionPolicy policy;
    private final EngineState state;
    private final LongSupplier waiting = this::oldestNeeded;
    // All that follows is guarded by this object's lock.
    private final List<RetentionHold> holds = new ArrayList<>();
    /** Null while nothing is under way. */
    private Retiring running;

    private boolean looked;
    private long lookedNs;
    private long pauseNs = LOOK_NS;
    private boolean closed;

    Retention(Journal journal, RetentionPolicy policy, EngineState state) {
        this.journal = journal;
        this.policy = policy;
        this.state = state;
    }

    /** From now on somebody is asked before anything is taken away. */
    synchronized void hold(RetentionHold hold) {
        holds.add(hold);
    }

    /** Somebody is not asked any more. */
    synchronized void release(RetentionHold hold) {
        holds.remove(hold);
    }

    /**
     * Makes sure that what somebody waits for is there. To be called after he has begun to answer: what was decided
     * without him is known then, and what is decided next waits for him.
     *
     * @throws ExpiredException where it is not
     */
    synchronized void confirm(long sequence) {
        long oldest = journal.firstSequence();
        if (sequence < oldest) {
            throw new ExpiredException(sequence, oldest);
        }
    }

    /** Has the next call of {@link #work} look whether there is something to do. */
    synchronized void look() {
        looked = false;
    }

    /**
     * Takes a step of what the policy asks for, and looks now and then whether it asks for anything.
     *
     * @return whether something was done
     */
    boolean work(long nowNs) {
        Retirement overdue;
        synchronized (this) {
            if (closed || policy.isKeepingAll() && running == null) {
                return false;
            }
            if (running == null) {
                return begin(nowNs);
            }
            pauseNs = FAILED_LOOK_NS;
            overdue = step();
            pauseNs = LOOK_NS;
        }
        tell(overdue);
        return true;
    }

    private boolean begin(long nowNs) {
        long passedNs = nowNs - lookedNs;
        if (looked && passedNs >= 0 && passedNs < pauseNs) { // a clock of the caller's may go back
            return false;
        }
        looked = true;
        lookedNs = nowNs;
        pauseNs = LOOK_NS;
        running = Retiring.begin(journal, policy.limits(journal.timeFloor()), waiting);
        return running != null;
    }

    /** Takes away what it may, in the same way, as one call. */
    Retirement compact() {
        Retiring mine = null;
        while (true) {
            Retirement overdue;
            synchronized (this) {
                state.check(); // who closes waits for this step
                if (running == null && mine == null) {
                    mine = Retiring.begin(journal, policy.compacting(journal.timeFloor()), waiting);
                    running = mine;
                }
                if (running == null) { // the last step was taken, here or by the engine's thread
                    long oldest = journal.firstSequence();
                    return mine == null ? new Retirement(0, 0, oldest, oldest, false) : mine.result();
                }
                overdue = step();
            }
            tell(overdue);
            SnapshotIdle.rest();
        }
    }

    /** Returns what was done where somebody has to be told of it, else null. */
    private Retirement step() {
        Retiring job = running;
        running = null; // of one that fails nothing is left; what was decided is gone on with by the next
        if (job.step()) {
            running = job;
            return null;
        }
        Retirement done = job.result();
        return done.isOverdue() ? done : null;
    }

    /** Without the lock, as those may do what they like. */
    private void tell(Retirement overdue) {
        if (overdue == null) {
            return;
        }
        List<RetentionHold> asked;
        synchronized (this) {
            asked = List.copyOf(holds);
        }
        for (RetentionHold hold : asked) {
            hold.expired(overdue.formerSequence(), overdue.oldestSequence());
        }
    }

    private long oldestNeeded() {
        long oldest = Long.MAX_VALUE;
        for (RetentionHold hold : holds) {
            oldest = Math.min(oldest, hold.oldestNeeded());
        }
        return oldest;
    }

    /** Gives up what is under way; nothing is taken away after this. */
    synchronized void close() {
        closed = true;
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
