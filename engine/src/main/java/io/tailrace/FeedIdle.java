package io.tailrace;

import io.tailrace.write.Sleeper;

/** Has a thread that runs feeds sleep until the writer has committed a block, or something was ordered. */
final class FeedIdle extends YieldingIdle {
    /** Nothing in the process waits for this: whatever there is to be found, whoever brings it about wakes. */
    private static final long SLEEP_NS = 100_000_000;

    private final Sleeper sleeper;
    private boolean announced;

    FeedIdle(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** The duty cycle between the announcement and the sleep is the last look. */
    @Override
    void rest() {
        if (!announced) {
            announced = true;
            sleeper.announce();
            return;
        }
        sleeper.sleep(SLEEP_NS);
        if (!sleeper.isAnnounced()) {
            reset();
        }
    }

    @Override
    public void reset() {
        if (announced) {
            announced = false;
            sleeper.withdraw();
        }
        super.reset();
    }
}
