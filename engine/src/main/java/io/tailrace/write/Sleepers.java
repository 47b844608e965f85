package io.tailrace.write;

import java.lang.invoke.VarHandle;
import org.agrona.collections.ArrayUtil;

/**
 * The threads that sleep until the journal has grown. Any thread adds and removes; the writer, which wakes all of them,
 * pays a fence and a look for each block, and no more while none sleeps.
 *
 * @hidden
 */
public final class Sleepers {
    /** Longest sleep while the engine closes. */
    static final long CLOSED_NS = 100_000;

    /** Replaced whole. */
    private volatile Sleeper[] all = {};
    /** Whether there may be an announcement; set by who announces, cleared by who is about to look at all. */
    private volatile boolean anyAnnounced;
    /** Written once. */
    private volatile boolean closed;

    /** Makes one without threads. */
    public Sleepers() {}

    /**
     * Takes in a thread that is to come.
     *
     * @return for that thread alone, but to wake it
     */
    public synchronized Sleeper add() {
        Sleeper sleeper = new Sleeper(this);
        all = ArrayUtil.add(all, sleeper);
        return sleeper;
    }

    /**
     * Forgets a thread that has ended.
     *
     * @param sleeper of that thread
     */
    public synchronized void remove(Sleeper sleeper) {
        all = ArrayUtil.remove(all, sleeper);
    }

    /** Wakes all that sleep or are going to. What they are woken for was brought about before. Any thread. */
    void wake() {
        VarHandle.fullFence();
        if (anyAnnounced) {
            anyAnnounced = false;
            Sleeper[] sleeping = all;
            for (int i = sleeping.length - 1; i >= 0; i--) { // feeds before the janitor, which is the first of all
                sleeping[i].wakeFenced();
            }
        }
    }

    /** From now on nobody sleeps long. */
    public void close() {
        closed = true;
        wake();
    }

    boolean isClosed() {
        return closed;
    }

    void announced() {
        anyAnnounced = true;
    }
}
