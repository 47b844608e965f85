package io.tailrace.cli.load;

import org.agrona.concurrent.EpochNanoClock;

/**
 * The time of a load: nothing before the first operation, then the system's, and from the first operation with a time
 * of its own on the time of the last one that is written. So an idle writer never dates itself past a recorded time
 * that is still to come. One thread loads, any thread asks.
 *
 * @hidden
 */
public final class LoadClock implements EpochNanoClock {
    private static final long NOTHING_YET = 0;
    private static final long SYSTEM = -1;

    private final EpochNanoClock system;

    /** Written by the loading thread. */
    private volatile long timeNs = NOTHING_YET;

    /** Tells the time of the system until it is given another. */
    public LoadClock(EpochNanoClock system) {
        this.system = system;
    }

    @Override
    public long nanoTime() {
        long own = timeNs;
        return own == SYSTEM ? system.nanoTime() : own;
    }

    /** An operation without a time of its own comes first. */
    void runWithTheSystem() {
        timeNs = SYSTEM;
    }

    /** Everything up to this time is written, or this is the time of the first operation. */
    void reached(long epochNs) {
        timeNs = Math.max(0, epochNs);
    }
}
