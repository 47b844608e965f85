package io.tailrace.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that sleeps until it is woken. Any thread wakes it; the rest is for the thread itself. Allocates nothing.
 *
 * @hidden
 */
public final class Sleeper {
    /*
     * The thread announces that it is going to sleep, looks once more for what it waits for, and sleeps. Who brings
     * something about does that first and looks for announcements second. With a full fence between the two steps on
     * both sides, one of them sees the other; a sleep that is woken before it has begun does not begin.
     */
    private static final VarHandle ANNOUNCED;

    static {
        try {
            ANNOUNCED = MethodHandles.lookup().findVarHandle(Sleeper.class, "announced", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Sleepers sleepers;
    /** Written by the thread that sleeps, before the first announcement. */
    private Thread thread;
    /** Set by the thread that sleeps, cleared by who wakes it. */
    private volatile boolean announced;

    Sleeper(Sleepers sleepers) {
        this.sleepers = sleepers;
    }

    /** Says that the thread is going to sleep. It has to look once more, after this, for what it waits for. */
    public void announce() {
        thread = Thread.currentThread();
        announced = true;
        sleepers.announced();
        VarHandle.fullFence();
    }

    /**
     * Whether nobody has woken the thread since {@link #announce()}.
     *
     * @return false also when it has announced nothing
     */
    public boolean isAnnounced() {
        return announced;
    }

    /** Takes the announcement back: the thread has found something. */
    public void withdraw() {
        announced = false;
    }

    /**
     * Sleeps until it is woken, not at all if it was woken since {@link #announce()}. It may come back earlier.
     *
     * @param maxNs longest sleep
     */
    public void sleep(long maxNs) {
        if (announced) {
            LockSupport.parkNanos(this, sleepers.isClosed() ? Math.min(maxNs, Sleepers.CLOSED_NS) : maxNs);
        }
    }

    /** Wakes the thread if it sleeps or is going to. What it is woken for was brought about before. */
    public void wake() {
        VarHandle.fullFence();
        wakeFenced();
    }

    /** As {@link #wake()} of a caller who has had its fence. */
    void wakeFenced() {
        if (announced && ANNOUNCED.compareAndSet(this, true, false)) {
            LockSupport.unpark(thread);
        }
    }
}
