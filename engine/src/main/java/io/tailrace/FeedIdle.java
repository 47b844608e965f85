package io.tailrace;

import io.tailrace.write.Sleeper;
import org.agrona.concurrent.IdleStrategy;

/**
 * Idles a thread that runs feeds: yields for a while, then sleeps until the writer has committed a block, or something
 * was ordered. One thread.
 */
final class FeedIdle implements IdleStrategy {
    private static final int YIELDS = 256;
    /** Nothing in the process waits for this: whatever there is to be found, whoever brings it about wakes. */
    private static final long SLEEP_NS = 100_000_000;

    private final Sleeper sleeper;
    private int rounds;

    FeedIdle(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    /** The duty cycle between the announcement and the sleep is the last look. */
    @Override
    public void idle() {
        if (rounds < YIELDS) {
            rounds++;
            Thread.yield();
        } else if (rounds == YIELDS) {
            rounds++;
            sleeper.announce();
        } else {
            sleeper.sleep(SLEEP_NS);
            if (!sleeper.isAnnounced()) {
                rounds = 0;
            }
        }
    }

    @Override
    public void reset() {
        if (rounds > YIELDS) {
            sleeper.withdraw();
        }
        rounds = 0;
    }
}
