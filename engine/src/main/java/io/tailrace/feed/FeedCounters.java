package io.tailrace.feed;

/**
 * What has become of the changes of the tables that a feed reads since it was opened: each change is in one place.
 * Immutable, any thread.
 *
 * <p>Taken while nobody polls, the numbers are exact. Taken during a poll they may miss a change that is moving from
 * one place to another, or count it twice; {@link #seen()} is always the sum of the others.
 *
 * <p>A feed alone looks at all changes of its tables; in a group it looks at those that may concern it. Given the same
 * reads, {@code delivered}, {@code squashed} and {@code dropped} are the same for both, and so is the sum of
 * {@code filtered} and {@code skipped}. Initial values are no changes. For united feeds this is the sum over all of
 * them.
 *
 * @param skipped turned away before the feed looked at them, by the index or because no field that it reads has changed
 * @param delivered shown to the handler, in one event or several
 * @param squashed folded into the event of a later change, or undone by one before anybody was told
 * @param filtered looked at and not in the result, or left out by a step after {@code changes}
 * @param dropped thrown away because of {@code queueSize}; an event has told how many events that were. Without squash
 *     they are looked at, and counted, only when more has been written
 * @param pending waiting for the end of a read or window, or for the handler
 * @param events events delivered: changes, initial values, states and others
 * @param slow how often a handler has kept its thread longer than allowed, if the engine runs the feed
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
