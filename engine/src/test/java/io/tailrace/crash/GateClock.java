package io.tailrace.crash;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.EpochNanoClock;

/**
 * A clock that counts its readings, and that can hold or fail whoever reads it: the writer, before each of its cycles.
 */
final class GateClock implements EpochNanoClock {
    private volatile boolean held;
    private volatile Thread waiting;
    private volatile Throwable failure;
    private long now;

    @Override
    public long nanoTime() {
        while (held) {
            waiting = Thread.currentThread();
            LockSupport.parkNanos(this, 100_000);
        }
        waiting = null;
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
        synchronized (this) {
            return ++now;
        }
    }

    /** Holds the writer and waits until it stands. */
    void hold() {
        held = true;
        while (waiting == null) {
            Thread.onSpinWait();
        }
    }

    void letGo() {
        held = false;
    }

    void fail(Throwable with) {
        failure = with;
    }
}
