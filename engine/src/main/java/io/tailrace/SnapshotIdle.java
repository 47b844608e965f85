package io.tailrace;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Has a thread that takes snapshots rest after each step, so that who writes is not kept from a core for long; that of
 * the engine looks now and then whether one is due.
 */
final class SnapshotIdle implements IdleStrategy {
    private static final long STEP_NS = 50_000;
    private static final long LOOK_NS = 20_000_000;

    /** Has the calling thread rest after a step, about as long as one takes. */
    static void rest() {
        LockSupport.parkNanos(STEP_NS);
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            rest();
        } else {
            LockSupport.parkNanos(this, LOOK_NS);
        }
    }

    @Override
    public void idle() {
        idle(0);
    }

    @Override
    public void reset() {}
}
