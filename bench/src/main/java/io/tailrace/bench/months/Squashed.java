package io.tailrace.bench.months;

import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;

/** Keeps the state that a feed tells of which folds the changes of each key. One thread. */
final class Squashed implements ChangeHandler, AutoCloseable {
    private static final int LIMIT = 512;

    private final Feed feed;
    private final long[] counts;

    Squashed(Feed feed, long[] counts) {
        this.feed = feed;
        this.counts = counts;
    }

    @Override
    public void onChange(Change change) {
        Document now = change.newVal();
        if (now != null) {
            counts[(int) (now.longValue("id") % counts.length)] = now.longValue(LiveRows.COUNT);
        }
    }

    boolean poll() {
        return feed.poll(this, LIMIT) > 0;
    }

    long position() {
        return feed.position();
    }

    long[] counts() {
        return counts;
    }

    @Override
    public void close() {
        feed.close();
    }
}
