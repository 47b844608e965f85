package io.tailrace;

import io.tailrace.write.Sleeper;
import java.util.concurrent.locks.LockSupport;

/**
 * Has the janitor look every few milliseconds beside a writer that writes, and rest beside one that does not; the first
 * block after a rest wakes it. A busy writer wakes it once in so many rounds, and no more.
 */
final class JanitorIdle extends SleeperIdle {
    private static final int ROUNDS = 20;
    /**
     * To wake takes ten microseconds of a core, which with few of them is the writer's. Slept by parking: Thread.sleep
     * allocates on newer JDKs.
     */
    private static final long ROUND_NS = 5_000_000;
    /** What time alone brings about is looked for each second; a handler may begin to be slow without a block. */
    private static final long SLEEP_NS = 20_000_000;

    JanitorIdle(Sleeper sleeper) {
        super(sleeper, ROUNDS);
    }

    @Override
    void linger() {
        LockSupport.parkNanos(this, ROUND_NS);
    }

    @Override
    long sleepNs() {
        return SLEEP_NS;
    }
}
