package io.tailrace;

import io.tailrace.write.Sleeper;
import org.agrona.concurrent.IdleStrategy;

/**
 * Idles a thread that is woken when there is work: it lingers for some rounds, announces that it is going to sleep, has
 * one more duty cycle as the last look, and sleeps. One thread.
 */
abstract class SleeperIdle implements IdleStrategy {
    private final Sleeper sleeper;
    private final int lingers;
    private int rounds;
    private boolean announced;

    SleeperIdle(Sleeper sleeper, int lingers) {
        this.sleeper = sleeper;
        this.lingers = lingers;
    }

    /** Has the thread wait a little where work may come at once. */
    abstract void linger();

    /**
     * How long the thread may sleep from now on, asked between announcement and sleep: a bound on what nobody wakes
     * for. Not at all is 0.
     */
    abstract long sleepNs();

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
        if (rounds < lingers) {
            rounds++;
            linger();
        } else if (!announced) {
            announced = true;
            sleeper.announce();
        } else {
            sleep();
        }
    }

    private void sleep() {
        long ns = sleepNs();
        if (ns == 0) {
            Thread.yield();
        } else {
            sleeper.sleep(ns);
        }
        if (!sleeper.isAnnounced()) {
            reset();
        }
    }

    @Override
    public final void reset() {
        if (announced) {
            announced = false;
            sleeper.withdraw();
        }
        rounds = 0;
    }
}
