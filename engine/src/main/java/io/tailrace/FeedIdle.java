package io.tailrace;

import io.tailrace.write.Sleeper;

/** Has a thread that runs feeds sleep until the writer has committed a block, or something was ordered. */
final class FeedIdle extends SleeperIdle {
    private static final int YIELDS = 256;
    /** Nothing in the process waits for this: whatever there is to be found, whoever brings it about wakes. */
    private static final long SLEEP_NS = 100_000_000;

    FeedIdle(Sleeper sleeper) {
        super(sleeper, YIELDS);
    }

    @Override
    void linger() {
        Thread.yield();
    }

    @Override
    long sleepNs() {
        return SLEEP_NS;
    }
}
