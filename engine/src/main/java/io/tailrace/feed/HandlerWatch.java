package io.tailrace.feed;

import io.tailrace.error.SlowHandlerException;
import org.agrona.ErrorHandler;

/**
 * Looks from another thread whether a handler keeps a group from its other feeds, so that it costs the group nothing,
 * and one that never returns is told of too. One thread.
 *
 * @hidden
 */
public final class HandlerWatch {
    private final FeedGroup group;
    private final long allowedNs;
    private final ErrorHandler errorHandler;
    private final boolean isolates;
    private FeedRun seen;
    private long seenPump;
    private long sinceNs;
    /** How often a handler has taken too long; written by who watches, as the next. */
    private volatile long slow;
    /** The longest time that a handler was seen at work. */
    private volatile long longestNs;
    /** Whether the time that the handler is at work now was found too long already. */
    private boolean isCounted;

    HandlerWatch(FeedGroup group, long allowedNs, ErrorHandler errorHandler, boolean isolates) {
        this.group = group;
        this.allowedNs = allowedNs;
        this.errorHandler = errorHandler;
        this.isolates = isolates;
    }

    /**
     * Looks now.
     *
     * @param nowNs of a monotonic clock
     * @return whether a handler was told of
     */
    public boolean look(long nowNs) {
        FeedRun run = group.current();
        long pump = group.pumps();
        if (run == null || run != seen || pump != seenPump) {
            seen = run;
            seenPump = pump;
            sinceNs = nowNs;
            isCounted = false;
            return false;
        }
        run.atWork(nowNs - sinceNs);
        if (nowNs - sinceNs > longestNs) {
            longestNs = nowNs - sinceNs;
        }
        if (nowNs - sinceNs <= allowedNs || isCounted) {
            return false;
        }
        isCounted = true;
        slow = slow + 1;
        boolean isFirst = run.slow();
        SlowHandlerEvent.tell(run, nowNs - sinceNs);
        boolean moves = isolates && group.size() > 1;
        if (moves) {
            run.isolate(); // first, as the handler may return while the error handler is told
        } else if (!isFirst) {
            return false; // it was told of when it held up nobody, or nobody is to do anything about it
        }
        errorHandler.onError(new SlowHandlerException(run.name(), run.position(), nowNs - sinceNs, allowedNs, moves));
        return true;
    }

    /** How often a handler has taken too long. Any thread. */
    long slowTimes() {
        return slow;
    }

    /** For how long at most a handler was seen at work. Any thread. */
    long longestNs() {
        return longestNs;
    }
}
