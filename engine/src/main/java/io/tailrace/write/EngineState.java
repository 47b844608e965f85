package io.tailrace.write;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineFailedException;

/**
 * Whether the engine runs: open, then closing and closed, or failed for good. Any thread.
 *
 * <p>The first failure is kept; nothing is acknowledged after it.
 *
 * @hidden
 */
public final class EngineState {
    private enum Phase {
        OPEN,
        CLOSING,
        CLOSED
    }

    // Written by the closing thread.
    private volatile Phase phase = Phase.OPEN;

    // Written once, by whoever fails first.
    private volatile Throwable failure;

    /** Makes an open state. */
    public EngineState() {}

    /**
     * Latches a failure.
     *
     * @param cause what went wrong
     * @return true if this is the first one
     */
    public synchronized boolean fail(Throwable cause) {
        if (failure != null) {
            return false;
        }
        failure = cause;
        return true;
    }

    /**
     * Begins to close.
     *
     * @return false if somebody did already
     */
    public synchronized boolean beginClose() {
        if (phase != Phase.OPEN) {
            return false;
        }
        phase = Phase.CLOSING;
        return true;
    }

    /** Ends the closing. */
    public void endClose() {
        phase = Phase.CLOSED;
    }

    /**
     * Whether a failure was latched.
     *
     * @return true once failed
     */
    public boolean isFailed() {
        return failure != null;
    }

    /**
     * The failure.
     *
     * @return the first failure, or null
     */
    public Throwable failure() {
        return failure;
    }

    /**
     * Whether closing has begun.
     *
     * @return true from the first call of close on
     */
    public boolean isClosing() {
        return phase != Phase.OPEN;
    }

    /** {@return whether closing has ended, so that nothing is going to happen any more} */
    public boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /**
     * Refuses a call on an engine that does not run.
     *
     * @throws EngineFailedException when it failed
     * @throws EngineClosedException when it is closed or closing
     */
    public void check() {
        if (phase != Phase.OPEN) {
            throw closed();
        }
        if (failure != null) {
            throw failed();
        }
    }

    EngineClosedException closed() {
        return new EngineClosedException("engine is closed: open it again to go on");
    }

    EngineFailedException failed() {
        return new EngineFailedException(failure);
    }
}
