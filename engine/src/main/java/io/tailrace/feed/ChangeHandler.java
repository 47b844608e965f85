package io.tailrace.feed;

/** Receives the events of a feed, on the thread that polls it, one at a time. */
@FunctionalInterface
public interface ChangeHandler {
    /**
     * Called once for each change, in the order of the feed. What it throws ends the feed with the sequence and the
     * cause.
     *
     * @param change a view that is valid only during the call, and so are the documents it shows
     */
    void onChange(Change change);
}
