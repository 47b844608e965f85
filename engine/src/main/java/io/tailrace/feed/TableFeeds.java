package io.tailrace.feed;

import io.tailrace.query.ChangeImages;

/** The feeds of a dispatcher that read one table, and which of them a change may concern. Not thread safe. */
final class TableFeeds {
    private final Marks all = new Marks();

    void add(FeedRun run, int capacity) {
        all.capacity(capacity);
        all.mark(run.slot);
    }

    void remove(FeedRun run) {
        all.clear(run.slot);
    }

    /** Marks the feeds that the record at hand may concern. */
    void mark(ChangeImages images, Marks into) {
        for (int slot = all.next(0); slot >= 0; slot = all.next(slot + 1)) {
            into.mark(slot);
        }
    }
}
