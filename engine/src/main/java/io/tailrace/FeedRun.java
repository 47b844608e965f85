package io.tailrace;

/** A feed that is being polled by an engine's thread. Any thread. */
@FunctionalInterface
public interface FeedRun extends AutoCloseable {
    /** Ends the polling and closes the feed; waits for a handler that is at work, unless it is the caller. */
    @Override
    void close();
}
