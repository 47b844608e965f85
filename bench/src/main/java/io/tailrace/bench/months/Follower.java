package io.tailrace.bench.months;

import io.tailrace.Tailrace;
import io.tailrace.error.ExpiredException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.util.function.Supplier;

/** A feed of every change that stays so far behind, and is opened again now and then. One thread. */
final class Follower implements AutoCloseable {
    private static final int LIMIT = 512;

    private final String name;
    private final Tailrace engine;
    private final Supplier<ChangesOptions> options;
    /** Under which its position is kept, or null. */
    private final String cursor;

    private final Told told;
    private Feed feed;
    private long opened;
    private long expired;

    /**
     * @param after position that it begins at
     * @param cursor null for one that begins at its position each time
     */
    Follower(String name, Tailrace engine, long after, String cursor, ChangesOptions base) {
        this.name = name;
        this.engine = engine;
        this.cursor = cursor;
        told = new Told(after, true);
        options = () -> cursor == null || opened == 0 ? base.resume(told.last()) : base;
        open();
    }

    private void open() {
        feed = engine.existingTable(LiveRows.TABLE).changes(options.get());
        opened++;
    }

    /** Goes on where it is behind that sequence; whether it did. */
    boolean upTo(long sequence) {
        if (told.last() >= sequence) {
            return false;
        }
        try {
            return feed.poll(told, LIMIT) > 0;
        } catch (ExpiredException e) {
            moveOn(e.oldest());
            return true;
        }
    }

    /** Whether so many changes that come next are gone; it may read on to the end of the segment that it stands in. */
    boolean isOvertaken(long changes) {
        return told.last() + changes < engine.oldestSequence();
    }

    /** Has it be told that it is overtaken. */
    void expire() {
        while (isOvertaken(1)) {
            upTo(Long.MAX_VALUE);
        }
    }

    private void moveOn(long oldest) {
        expired++;
        feed.close();
        told.pass(oldest - 1);
        while (true) {
            try {
                if (cursor != null) {
                    engine.moveCursor(cursor, told.last());
                }
                open();
                return;
            } catch (ExpiredException e) {
                told.pass(e.oldest() - 1);
            }
        }
    }

    /** Closes the feed and opens another one that goes on. */
    void reopen() {
        feed.poll(told, 1); // a cursor keeps what was handled before the last poll
        feed.close();
        open();
    }

    String name() {
        return name;
    }

    Told told() {
        return told;
    }

    /** How often it was told that what it asked for is gone. */
    long expired() {
        return expired;
    }

    @Override
    public void close() {
        feed.close();
    }
}
