package io.tailrace.feed;

import io.tailrace.error.FeedException;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/**
 * Polls a feed on whatever runs it: a thread of its own, a thread shared with other agents, or the caller. Not thread
 * safe: one runner. What ends the feed goes to the error handler once; the feed is closed then, and whoever runs the
 * agent is told to let go of it; other agents go on.
 *
 * @hidden
 */
public final class FeedAgent implements Agent {
    private final String name;
    private final Feed feed;
    private final ChangeHandler handler;
    private final int limit;
    private final ErrorHandler errorHandler;
    /** Written by the running thread, read by any. */
    private volatile boolean done;
    /** Written by the running thread before it is done, read by any. */
    private volatile FeedException failure;

    /**
     * Makes an agent for one feed; closing the agent closes the feed.
     *
     * @param name for the thread and for errors
     * @param feed to poll
     * @param handler receives the events on the running thread
     * @param limit most events of one duty cycle, at least 1
     * @param errorHandler told once what has ended the feed
     */
    public FeedAgent(String name, Feed feed, ChangeHandler handler, int limit, ErrorHandler errorHandler) {
        this.name = name;
        this.feed = feed;
        this.handler = handler;
        this.limit = limit;
        this.errorHandler = errorHandler;
        feed.name(name);
    }

    /**
     * Polls the feed once. The running thread only.
     *
     * @return how many events the handler took; 1 when the feed has just failed, for the handler of errors was told
     * @throws AgentTerminationException when the feed is done, for whoever runs the agent to let go of it
     */
    @Override
    public int doWork() {
        if (done) {
            throw new AgentTerminationException(true);
        }
        try {
            int count = feed.poll(handler, limit);
            if (count == 0 && feed.ended()) {
                onClose();
            }
            return count;
        } catch (Throwable e) {
            fail(e);
            return 1;
        }
    }

    /**
     * Ends the feed by an error, which the error handler is told. The running thread only.
     *
     * @param cause what was thrown; in a {@link FeedException} of its own where it is none
     */
    public void fail(Throwable cause) {
        failure = cause instanceof FeedException known
                ? known.of(name)
                : new FeedException(FeedException.Reason.ENGINE, feed.position(), cause).of(name);
        done = true;
        feed.close();
        errorHandler.onError(failure);
    }

    /**
     * What has ended the feed.
     *
     * @return what the error handler was told, null when nothing was. Any thread
     */
    public FeedException failure() {
        return failure;
    }

    /**
     * Whether the feed has ended, failed or was closed, so that no event will follow.
     *
     * @return true when there is nothing left to do. Any thread
     */
    public boolean done() {
        return done;
    }

    /** Closes the feed. The running thread only. */
    @Override
    public void onClose() {
        done = true;
        feed.close();
    }

    /** The name that the agent was given. Any thread. */
    @Override
    public String roleName() {
        return name;
    }
}
