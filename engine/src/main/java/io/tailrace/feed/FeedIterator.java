package io.tailrace.feed;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Waits for event after event. Not thread safe. */
final class FeedIterator implements Iterator<Change> {
    private final Feed feed;
    private Change taken;

    FeedIterator(Feed feed) {
        this.feed = feed;
    }

    @Override
    public boolean hasNext() {
        if (taken == null) {
            taken = feed.take();
        }
        return taken != null;
    }

    @Override
    public Change next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the feed has ended");
        }
        Change change = taken;
        taken = null;
        return change;
    }
}
