package io.tailrace.feed;

/**
 * What has become of the changes of the tables that a feed reads, since it was opened: each change of a document is in
 * one place. Immutable, any thread.
 *
 * <p>Taken while nobody polls, the numbers are exact. Taken while somebody does they are those of about one moment: a
 * change that moves from one place to another meanwhile can be in none of them, or in both; {@link #seen()} is the sum
 * of the others at all times.
 *
 * <p>A feed alone looks at all changes of its tables, one in a group at those that may concern it: {@code delivered},
 * {@code squashed} and {@code dropped} are the same for both, given the same reads, and so is {@code filtered} and
 * {@code skipped} together. Initial values are no changes; of united feeds each counts for itself, and this is the sum.
 *
 * @param skipped turned away before the feed looked at them, by the index or because no field that it reads has changed
 * @param delivered shown to the handler, in one event or several
 * @param squashed shown as part of the event of a later change, or undone by one before anybody was told
 * @param filtered looked at, and not to be seen in the result, or left out by a step after {@code changes}
 * @param dropped thrown away as {@code queueSize} asks for; an event has told how many events that were. Without
 *     squashing they are looked at, and counted, when more has been written
 * @param pending wait for the end of a read or window, or for the handler
 * @param events how many events were delivered, initial values, states and others that are no change too
 * @param slow how often a handler has kept its thread longer than allowed, where the engine runs the feed
 */
public record FeedCounters(
        long skipped,
        long delivered,
        long squashed,
        long filtered,
        long dropped,
        long pending,
        long events,
        long slow) {
    static FeedCounters of(long events, long slow) {
        return new FeedCounters(0, 0, 0, 0, 0, 0, events, slow);
    }

    /** Adds the changes of a source: what it has not seen it has skipped, so that these make the whole at all times. */
    FeedCounters and(EventSource source) {
        Tally tally = source.tally;
        FeedCounters own = new FeedCounters(
                0,
                tally.delivered(),
                tally.squashed(),
                tally.filtered(),
                tally.dropped(),
                tally.pending(),
                tally.shown(),
                slow);
        return new FeedCounters(
                skipped + source.skipped(own.seen()),
                delivered + own.delivered,
                squashed + own.squashed,
                filtered + own.filtered,
                dropped + own.dropped,
                pending + own.pending,
                events + own.events,
                slow);
    }

    /** {@return how many changes have reached the feed: all but those that were skipped} */
    public long seen() {
        return delivered + squashed + filtered + dropped + pending;
    }
}
