package io.tailrace.metrics;

/**
 * The numbers of one feed, in the order in which they lie in the file; see {@link FeedMetrics}.
 *
 * @hidden
 */
public enum FeedNumber {
    /** See {@link FeedMetrics#position()}. */
    POSITION,
    /** See {@link FeedMetrics#lag()}. */
    LAG,
    /** See {@link FeedMetrics#lagBytes()}. */
    LAG_BYTES,
    /** See {@link FeedMetrics#lagNs()}. */
    LAG_NS,
    /** See {@link FeedMetrics#skipped()}. */
    SKIPPED,
    /** See {@link FeedMetrics#delivered()}. */
    DELIVERED,
    /** See {@link FeedMetrics#squashed()}. */
    SQUASHED,
    /** See {@link FeedMetrics#filtered()}. */
    FILTERED,
    /** See {@link FeedMetrics#dropped()}. */
    DROPPED,
    /** See {@link FeedMetrics#pending()}. */
    PENDING,
    /** See {@link FeedMetrics#events()}. */
    EVENTS,
    /** See {@link FeedMetrics#errors()}. */
    ERRORS,
    /** See {@link FeedMetrics#slow()}. */
    SLOW,
    /** See {@link FeedMetrics#longestHandlerNs()}. */
    LONGEST_HANDLER_NS,
    /** See {@link FeedMetrics#isPaused()}. */
    PAUSED;

    /** How many there are. */
    public static final int COUNT = 15;

    static {
        assert values().length == COUNT : "COUNT is not the number of constants";
    }

    /**
     * Puts this number where it belongs.
     *
     * @param numbers of one feed, {@link #COUNT} of them
     * @param value the number
     */
    public void put(long[] numbers, long value) {
        numbers[ordinal()] = value;
    }

    long of(long[] numbers) {
        return numbers[ordinal()];
    }
}
