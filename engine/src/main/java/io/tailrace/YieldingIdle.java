package io.tailrace;

import org.agrona.concurrent.IdleStrategy;

/**
 * Idles a thread that is not to spin for long: yields for a while, then rests until there is work again. One thread.
 */
abstract class YieldingIdle implements IdleStrategy {
    private static final int YIELDS = 256;

    private int rounds;

    /** Has the thread rest once, where it has yielded for long enough. */
    abstract void rest();

    @Override
    public final void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public final void idle() {
        if (rounds < YIELDS) {
            rounds++;
            Thread.yield();
        } else {
            rest();
        }
    }

    @Override
    public void reset() {
        rounds = 0;
    }
}
