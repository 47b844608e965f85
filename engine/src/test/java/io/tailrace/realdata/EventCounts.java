package io.tailrace.realdata;

import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.util.Map;

/** How many documents entered, left and changed inside the result of a feed. */
final class EventCounts implements ChangeHandler {
    private long added;
    private long removed;
    private long changed;

    @Override
    public void onChange(Change change) {
        switch (change.type()) {
            case ADD -> added++;
            case REMOVE -> removed++;
            case CHANGE -> changed++;
            default -> throw new AssertionError("unexpected change=" + change);
        }
    }

    long added() {
        return added;
    }

    long removed() {
        return removed;
    }

    long changed() {
        return changed;
    }

    long all() {
        return added + removed + changed;
    }

    /** Named as the facts of a filter. */
    Map<String, Object> facts() {
        return Map.of("enter", added, "leave", removed, "change_inside", changed, "inside_at_end", added - removed);
    }

    /** Every change from the start on, as the options of the whole suite say it. */
    static ChangesOptions everything() {
        return ChangesOptions.squash(false).fromStart();
    }

    /** Takes all that a feed has to give now. */
    static void drain(Feed feed, ChangeHandler handler) {
        while (feed.poll(handler, 1 << 20) > 0) {
            // What is committed meanwhile is read by the next poll.
        }
    }

    /** Counts everything a feed has to give now, and closes it. */
    static EventCounts of(Feed feed) {
        try (feed) {
            EventCounts counts = new EventCounts();
            drain(feed, counts);
            return counts;
        }
    }
}
