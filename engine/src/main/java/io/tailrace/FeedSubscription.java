package io.tailrace;

import io.tailrace.feed.Change;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One subscriber and its feed, polled for as many events as it has asked for. Any thread asks and cancels; signals come
 * one after the other, from the thread that runs {@link Subscriptions}.
 */
final class FeedSubscription implements Flow.Subscription {
    /** Most events of one duty cycle, so that others get their turn. */
    private static final int LIMIT = 1024;
    /** So much was asked for that nobody counts any more. */
    private static final long ALL = Long.MAX_VALUE;

    private final Subscriptions subscriptions;
    /** Null where there is none, as it was refused. */
    private final Feed feed;
    /** Null when it is over, as a subscriber that has cancelled is not to be held. Of the thread that signals. */
    private Flow.Subscriber<? super Change> subscriber;
    /** What was asked for and has not come. */
    private final AtomicLong wanted = new AtomicLong();
    /** Written by any thread, once. */
    private volatile boolean cancelled;
    /** Asked for less than one event; written by any thread. */
    private volatile IllegalArgumentException misuse;
    /** Written by the thread that signals, once. */
    private volatile boolean over;
    /** Which is inside the subscriber at this moment; written by the thread that signals. */
    private volatile Thread signalling;

    FeedSubscription(Subscriptions subscriptions, Feed feed, Flow.Subscriber<? super Change> subscriber) {
        this.subscriptions = subscriptions;
        this.feed = feed;
        this.subscriber = subscriber;
    }

    Feed feed() {
        return feed;
    }

    @Override
    public void request(long n) {
        if (cancelled || over) {
            return;
        }
        if (n < 1) {
            misuse = new IllegalArgumentException(
                    "at least 1 is to be requested, as rule 3.9 of Reactive Streams says: n=" + n);
        } else {
            wanted.accumulateAndGet(n, (before, more) -> before + more < 0 ? ALL : before + more);
        }
        subscriptions.wake();
    }

    @Override
    public void cancel() {
        if (!cancelled && !over) {
            cancelled = true;
            closeFeed();
            subscriptions.wake(); // the subscriber is let go of
        }
    }

    private void closeFeed() {
        if (feed != null) {
            feed.close();
        }
    }

    /** Tells the subscriber of its subscription; false when it took that badly. On the thread that subscribes. */
    boolean begin() {
        try {
            subscriber.onSubscribe(this);
            return true;
        } catch (Throwable e) {
            threw(e);
            finish();
            return false;
        }
    }

    /** Ends before it has begun. On the thread that subscribes. */
    void refuse(Throwable cause) {
        cancelled = true; // whatever is asked for means nothing
        closeFeed();
        try {
            subscriber.onSubscribe(this);
            subscriber.onError(cause);
        } catch (Throwable e) {
            subscriptions.errorHandler().onError(e);
        }
        finish();
    }

    boolean isOver() {
        return over;
    }

    /** Delivers what was asked for and is there; how much was done. */
    int work() {
        if (over) {
            return 0;
        }
        if (cancelled) {
            finish();
            return 1;
        }
        IllegalArgumentException wrong = misuse;
        if (wrong != null) {
            fail(wrong);
            return 1;
        }
        try {
            long most = wanted.get();
            int count = most == 0 ? 0 : poll((int) Math.min(most, LIMIT));
            return count == 0 && isEnding(most > 0) ? 1 : count;
        } catch (Throwable e) { // whatever it is, it must not keep the others from their turn
            if (e instanceof Error) {
                subscriptions.errorHandler().onError(e);
            }
            fail(e);
            return 1;
        }
    }

    private int poll(int most) {
        int count = feed.poll(this::deliver, most);
        if (count > 0) {
            wanted.accumulateAndGet(count, (before, come) -> before == ALL ? ALL : before - come);
        }
        return count;
    }

    private void deliver(Change change) {
        if (cancelled) {
            throw new NotHandled();
        }
        Change copy = change.copy();
        signalling = Thread.currentThread();
        try {
            subscriber.onNext(copy);
        } catch (Throwable e) {
            threw(e);
            throw new NotHandled();
        } finally {
            signalling = null;
        }
    }

    /** Signals the end, if it has come; throws where it is an error. */
    private boolean isEnding(boolean allDelivered) {
        if (cancelled) {
            return false;
        }
        boolean closed = feed.ended() && !EngineSide.hasEnded(feed);
        if (closed || allDelivered) {
            subscriptions.state().check();
        }
        if (feed.ended()) {
            complete();
        }
        return over;
    }

    private void complete() {
        Flow.Subscriber<? super Change> told = subscriber;
        finish();
        tell(told::onComplete);
    }

    private void fail(Throwable cause) {
        Flow.Subscriber<? super Change> told = subscriber;
        boolean tell = !cancelled;
        finish();
        if (tell) {
            tell(() -> told.onError(cause));
        }
    }

    private void tell(Runnable signal) {
        signalling = Thread.currentThread();
        try {
            signal.run();
        } catch (Throwable e) {
            subscriptions.errorHandler().onError(e);
        } finally {
            signalling = null;
        }
    }

    /** Which thread is inside the subscriber, or null. Any thread. */
    Thread signalling() {
        return signalling;
    }

    private void finish() {
        over = true;
        subscriber = null;
        closeFeed();
    }

    /** A subscriber that throws has broken its contract, and counts as one that has cancelled. */
    private void threw(Throwable cause) {
        cancelled = true;
        closeFeed();
        subscriptions.errorHandler().onError(cause);
    }

    /** Leaves a poll, so that neither the feed nor its cursor takes the event at hand for handled. */
    private static final class NotHandled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotHandled() {
            super("the subscriber has cancelled", null, false, false);
        }
    }
}
