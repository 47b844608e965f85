package io.tailrace;

import io.tailrace.error.EngineException;
import io.tailrace.feed.Change;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedContext;
import io.tailrace.write.EngineState;
import io.tailrace.write.Sleeper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.agrona.ErrorHandler;
import org.agrona.collections.ArrayUtil;
import org.agrona.concurrent.Agent;

/**
 * Serves all subscribers of an engine, one after the other, on one thread that is begun for the first. Those who have
 * asked for nothing are passed over. Any thread adds and asks; the thread that runs the agent does the rest.
 */
final class Subscriptions implements Agent {
    private final FeedContext context;
    private final EngineThreads threads;
    private final EngineState state;
    private final ErrorHandler errorHandler;
    /** Replaced whole under this object's lock. */
    private volatile FeedSubscription[] served = {};
    /** Of those who are being told of their subscription, and not served before that; guarded by this object's lock. */
    private final List<Feed> taken = new ArrayList<>();
    /** What the thread sleeps by, null while there is none; written under this object's lock. */
    private volatile Sleeper sleeper;
    /** Nobody is served any more; guarded by this object's lock. */
    private boolean closed;

    Subscriptions(FeedContext context, EngineThreads threads, EngineState state, ErrorHandler errorHandler) {
        this.context = context;
        this.threads = threads;
        this.state = state;
        this.errorHandler = errorHandler;
    }

    /** Tells a subscriber that there is no feed for it. */
    void refuse(Flow.Subscriber<? super Change> subscriber, Throwable cause) {
        new FeedSubscription(this, null, subscriber).refuse(cause);
    }

    /** Serves a subscriber, once it has been told of its subscription. */
    void add(Feed feed, Flow.Subscriber<? super Change> subscriber) {
        FeedSubscription added = new FeedSubscription(this, feed, subscriber);
        if (!EngineSide.isOf(feed, context)) {
            added.refuse(new EngineException(
                    "feed=" + feed + " is of another engine: have the engine publish it that it was opened on"));
            return;
        }
        boolean free;
        try {
            free = take(feed);
        } catch (Throwable e) {
            added.refuse(e);
            return;
        }
        if (!free) {
            refuse(
                    subscriber, // and leave the feed to whom it serves
                    new IllegalStateException("feed=" + feed
                            + " has a subscriber already: open one for each, publisher(() -> table.changes(options))"));
        } else if (!added.begin()) {
            giveBack(feed);
        } else if (!serve(added)) {
            added.work(); // the engine is closed, which nobody else tells it
        }
    }

    /**
     * Takes a feed for one subscriber, and sees that there is a thread; false where another has it. Where the engine is
     * closed, or there is no thread to be had, this throws.
     */
    private synchronized boolean take(Feed feed) {
        if (isTaken(feed)) {
            return false;
        }
        state.check();
        if (sleeper == null) {
            Sleeper made = threads.sleeper();
            threads.run(this, made, errorHandler::onError);
            sleeper = made;
        }
        taken.add(feed);
        return true;
    }

    private boolean isTaken(Feed feed) {
        for (FeedSubscription other : served) {
            if (other.feed() == feed) {
                return true;
            }
        }
        return taken.contains(feed);
    }

    private synchronized void giveBack(Feed feed) {
        taken.remove(feed);
    }

    private synchronized boolean serve(FeedSubscription added) {
        taken.remove(added.feed());
        if (closed) {
            return false;
        }
        served = ArrayUtil.add(served, added);
        wake();
        return true;
    }

    private synchronized void remove(FeedSubscription over) {
        served = ArrayUtil.remove(served, over);
    }

    /** Has the thread look: something was asked for, or given up. */
    void wake() {
        sleeper.wake();
    }

    EngineState state() {
        return state;
    }

    /** Told of what a subscriber throws, which has nobody else to be told to. */
    ErrorHandler errorHandler() {
        return errorHandler;
    }

    @Override
    public int doWork() {
        int work = 0;
        for (FeedSubscription one : served) {
            work += one.work();
            if (one.isOver()) {
                remove(one);
            }
        }
        return work;
    }

    /** The engine closes, and the feeds are closed: whoever is left is told so before this returns. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        threads.awaitHandlers(this::isDone, this::hurry);
    }

    private boolean isDone() {
        if (served.length == 0) {
            return true;
        }
        wake();
        return false;
    }

    /** Somebody waits for a subscriber that does not return. Any thread. */
    void hurry() {
        for (FeedSubscription one : served) {
            Thread thread = one.signalling();
            if (thread != null) {
                threads.hurry(thread);
            }
        }
    }

    @Override
    public String roleName() {
        return "tailrace-subscribers";
    }
}
