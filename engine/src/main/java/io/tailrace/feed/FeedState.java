package io.tailrace.feed;

import io.tailrace.error.EngineException;
import io.tailrace.error.FeedException;
import io.tailrace.error.StandstillException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who uses a feed, where it stands and how it ended. Any thread.
 *
 * <p>The journal is let go by exactly one thread: the one that closes the feed while nobody uses it, or else the one
 * that uses it, on its way out. Whoever closes says so before looking for a user, and the user looks again after going,
 * so one of the two sees the other.
 */
final class FeedState {
    private static final int FREE = 0;
    private static final int BUSY = 1;
    private static final int RELEASED = 2;
    private static final VarHandle USER;
    private static final VarHandle POSITION;
    private static final VarHandle EVENTS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            USER = lookup.findVarHandle(FeedState.class, "user", int.class);
            POSITION = lookup.findVarHandle(FeedState.class, "position", long.class);
            EVENTS = lookup.findVarHandle(FeedState.class, "events", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Taken and given back by the using thread, or taken by the closing one. */
    @SuppressWarnings("unused")
    private volatile int user = FREE;

    /** The using thread, written by it and of use to it alone. */
    private Thread userThread;

    /** Written by the using thread. */
    private long position;

    /** How many events were delivered; written by the using thread. */
    private long events;

    /** Written by the using thread, once. */
    private volatile RuntimeException failure;

    /** Written by the using thread. */
    private volatile boolean ended;

    /** Written by any thread, once. */
    private volatile boolean closed;

    FeedState(long position) {
        this.position = position;
    }

    /**
     * Takes the feed for the calling thread.
     *
     * @return false when it was closed
     */
    boolean enter() {
        if (USER.compareAndSet(this, FREE, BUSY)) {
            userThread = Thread.currentThread();
            return true;
        }
        if (user == BUSY) {
            throw new EngineException(
                    "feed is in use by another thread, by a group or by its own handler: poll it from one at a time");
        }
        throwFailure();
        return false;
    }

    /**
     * Takes the feed for a group, on whatever thread that is polled.
     *
     * @return false when it was closed
     */
    boolean enterForGroup() {
        boolean entered = enter();
        userThread = null;
        return entered;
    }

    /** Another feed delivers the events of this one from now on, and lets go of the journal. */
    void handOver() {
        closed = true;
        USER.setVolatile(this, RELEASED);
    }

    /** Gives the feed back; true when the calling thread has to let go of the journal. */
    boolean leave() {
        userThread = null;
        if (closed || failure != null) {
            USER.setVolatile(this, RELEASED);
            return true;
        }
        USER.setVolatile(this, FREE);
        return closed && enterToRelease();
    }

    /** True when nobody uses the feed, and the calling thread has to let go of the journal. */
    boolean enterToRelease() {
        return USER.compareAndSet(this, FREE, RELEASED);
    }

    void close() {
        closed = true;
    }

    void end() {
        if (!ended) {
            ended = true;
        }
    }

    /** Latches what has failed the feed; a wait that ended is no failure of what it waited for. */
    RuntimeException failed(RuntimeException cause) {
        if (!(cause instanceof StandstillException)) {
            failure = cause;
        }
        return cause;
    }

    /** @throws FeedException or what the journal has thrown, when the feed has failed */
    void throwFailure() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw cause;
        }
    }

    boolean over() {
        return ended || closed || failure != null;
    }

    /** Whether it has come to the end that was asked for. */
    boolean hasEnded() {
        return ended;
    }

    /** How it ended, for a text that goes on; empty while it has not. */
    String word() {
        return failure != null ? " failed" : ended ? " ended" : closed ? " closed" : "";
    }

    /** Whether the calling thread uses the feed. */
    boolean usedHere() {
        return userThread == Thread.currentThread();
    }

    boolean released() {
        return user == RELEASED;
    }

    void moved(long newPosition) {
        POSITION.setRelease(this, newPosition);
    }

    void delivered() {
        EVENTS.setOpaque(this, events + 1);
    }

    long events() {
        return (long) EVENTS.getOpaque(this);
    }

    long position() {
        return (long) POSITION.getAcquire(this);
    }
}
