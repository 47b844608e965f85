package io.tailrace;

import io.tailrace.error.FeedException;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedAgent;

/** A feed that is being polled by an engine's thread. Any thread. */
public final class FeedRun implements AutoCloseable {
    private final FeedAgent agent;
    private final Feed feed;
    private final Runnable ending;

    FeedRun(FeedAgent agent, Feed feed, Runnable ending) {
        this.agent = agent;
        this.feed = feed;
        this.ending = ending;
    }

    /**
     * The name that was given to the run, or that the engine made up; its thread has it too, where it has one.
     *
     * @return the name, which need not be unique
     */
    public String name() {
        return agent.roleName();
    }

    /**
     * Whether events are still delivered.
     *
     * @return false when the feed has failed, has come to its end, or was closed
     */
    public boolean isRunning() {
        return !agent.done();
    }

    /**
     * What has ended the feed: an error of its handler or of the query, or of the engine.
     *
     * @return the error that the error handler was told, which names the run, the sequence and the cause; null when
     *     there was none
     */
    public FeedException failure() {
        return agent.failure();
    }

    /**
     * Where the feed is, see {@link Feed#position()}.
     *
     * @return a sequence
     */
    public long position() {
        return feed.position();
    }

    /**
     * How far the feed is behind the journal.
     *
     * @return number of changes committed behind the position, of all tables
     */
    public long lag() {
        return feed.lag();
    }

    boolean isOf(FeedAgent other) {
        return agent == other;
    }

    /** Whether it has come to its end without a failure, so that there is nothing to tell. */
    boolean isOver() {
        return !isRunning() && failure() == null;
    }

    /** Ends the polling and closes the feed; waits for a handler that is at work, unless it is the caller. */
    @Override
    public void close() {
        ending.run();
    }

    /** The feed with its name, position and lag, see {@link Feed#toString()}, and what has ended it. Never throws. */
    @Override
    public String toString() {
        FeedException failure = failure();
        return failure == null ? feed.toString() : feed + ": " + failure.getMessage();
    }
}
