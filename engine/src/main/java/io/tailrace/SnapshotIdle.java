package io.tailrace;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Has the thread that takes snapshots rest after each step, so that who writes is not kept from a core for long, and
 * look now and then whether one is due.
 */
final class SnapshotIdle implements IdleStrategy {
    private static final long STEP_NS = 50_000;
    private static final long LOOK_NS = 20_000_000;

    @Override
    public void idle(int workCount) {
        LockSupport.parkNanos(this, workCount > 0 ? STEP_NS : LOOK_NS);
    }

    @Override
    public void idle() {
        idle(0);
    }

    @Override
    public void reset() {}
}
