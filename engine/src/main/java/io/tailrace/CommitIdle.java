package io.tailrace;

import io.tailrace.write.Sleeper;
import org.agrona.concurrent.NanoClock;

/**
 * Has a thread of the caller's sleep until the writer has committed a block, as it waits for an event. One at a time.
 */
final class CommitIdle extends SleeperIdle {
    private static final int YIELDS = 512;
    /** Nobody wakes for a feed that is closed meanwhile. */
    private static final long SLEEP_NS = 20_000_000;

    private final NanoClock clock;
    private long deadlineNs;

    CommitIdle(Sleeper sleeper, NanoClock clock) {
        super(sleeper, YIELDS);
        this.clock = clock;
    }

    /** A wait begins that ends at a time, {@link Long#MAX_VALUE} for never. */
    CommitIdle until(long timeNs) {
        deadlineNs = timeNs;
        return this;
    }

    @Override
    void linger() {
        Thread.yield();
    }

    @Override
    long sleepNs() {
        return deadlineNs == Long.MAX_VALUE ? SLEEP_NS : Math.max(0, Math.min(SLEEP_NS, deadlineNs - clock.nanoTime()));
    }
}
