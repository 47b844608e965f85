package io.tailrace.conformance;

import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A feed of a case: alone, or in a group where one reader serves it and the same feed again. */
final class CaseFeed {
    private static final int MOST = 1_000_000;

    private final Feed feed;
    private final List<Object> events = new ArrayList<>();
    private final List<Object> eventsAgain = new ArrayList<>();
    /** Null where the feed is alone. */
    private FeedGroup group;

    private FeedRun run;
    private FeedRun runAgain;

    /** A feed that is read alone. */
    CaseFeed(Feed feed) {
        this.feed = feed;
    }

    /** A feed in a group of its own, which has read what is there already, so that the rest comes from one reader. */
    CaseFeed(FeedGroup group, Supplier<Feed> opening) {
        this(opening.get());
        this.group = group;
        run = group.add(feed, into(events));
        runAgain = group.add(opening.get(), into(eventsAgain));
        group.poll(Integer.MAX_VALUE);
    }

    private static ChangeHandler into(List<Object> events) {
        return change -> events.add(change.value().toObject());
    }

    /** Everything that there is to read. */
    List<Object> read() {
        ChangeHandler handler = into(events);
        while ((group == null ? feed.poll(handler, Integer.MAX_VALUE) : group.poll(Integer.MAX_VALUE)) > 0) {
            check(events.size() < MOST, "the feed never ends");
        }
        List<Object> read = new ArrayList<>(events);
        events.clear();
        if (group != null) {
            // Values that are random, or bytes, are never equal.
            check(read.size() == eventsAgain.size(), "delivered " + read + "\nand again " + eventsAgain);
            eventsAgain.clear();
            if (run.failure() != null) {
                throw run.failure();
            }
        }
        return read;
    }

    boolean ended() {
        return feed.ended();
    }

    void close() {
        feed.close();
        if (runAgain != null) {
            runAgain.close();
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new CaseFailure(otherwise);
        }
    }
}
