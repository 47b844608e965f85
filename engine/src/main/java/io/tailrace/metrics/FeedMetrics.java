package io.tailrace.metrics;

/**
 * How one open feed is doing. Immutable. Lags count from {@link #position()}; what a feed has not been shown because it
 * waits for the end of a window counts too.
 *
 * @param name of its run, or empty where the engine does not run it
 * @param query what it follows, as it is written in Java; one that is very long is cut, and ends in {@code ...}
 * @param position everything at or below this sequence was delivered
 * @param lag changes committed after the position, of all tables
 * @param lagBytes about how much journal there is after the position, to some hundred KiB
 * @param lagNs how long ago the first change after the position was committed, to one interval of the metrics; 0 where
 *     there is none
 * @param skipped changes turned away before the feed looked at them
 * @param delivered changes shown to the handler
 * @param squashed changes shown as part of the event of a later one, or undone by one
 * @param filtered changes looked at, and not to be seen in the result
 * @param dropped changes thrown away, as the feed asks for
 * @param pending changes that wait for the end of a read or window, or for the handler
 * @param events events delivered, initial values included
 * @param errors documents on which an expression has failed, so that they count as absent
 * @param slow how often its handler has taken longer than allowed
 * @param longestHandlerNs for how long at most its handler was seen at work at a stretch, where the engine runs it;
 *     looked for every few milliseconds, so that 0 means less than that
 * @param isPaused whether it delivers nothing until it is resumed
 */
public record FeedMetrics(
        String name,
        String query,
        long position,
        long lag,
        long lagBytes,
        long lagNs,
        long skipped,
        long delivered,
        long squashed,
        long filtered,
        long dropped,
        long pending,
        long events,
        long errors,
        long slow,
        long longestHandlerNs,
        boolean isPaused) {
    /**
     * Of the numbers of one feed.
     *
     * @param name as {@link #name()}
     * @param query as {@link #query()}
     * @param numbers by {@link FeedNumber}
     * @return a copy of them
     * @hidden
     */
    public static FeedMetrics of(String name, String query, long[] numbers) {
        return new FeedMetrics(
                name,
                query,
                FeedNumber.POSITION.of(numbers),
                FeedNumber.LAG.of(numbers),
                FeedNumber.LAG_BYTES.of(numbers),
                FeedNumber.LAG_NS.of(numbers),
                FeedNumber.SKIPPED.of(numbers),
                FeedNumber.DELIVERED.of(numbers),
                FeedNumber.SQUASHED.of(numbers),
                FeedNumber.FILTERED.of(numbers),
                FeedNumber.DROPPED.of(numbers),
                FeedNumber.PENDING.of(numbers),
                FeedNumber.EVENTS.of(numbers),
                FeedNumber.ERRORS.of(numbers),
                FeedNumber.SLOW.of(numbers),
                FeedNumber.LONGEST_HANDLER_NS.of(numbers),
                FeedNumber.PAUSED.of(numbers) != 0);
    }

    /** {@return how many changes have reached the feed} */
    public long seen() {
        return delivered + squashed + filtered + dropped + pending;
    }
}
