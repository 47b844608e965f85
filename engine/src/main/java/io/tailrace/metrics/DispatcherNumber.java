package io.tailrace.metrics;

/**
 * The numbers of one dispatcher, in the order in which they lie in the file; see {@link DispatcherMetrics}.
 *
 * @hidden
 */
public enum DispatcherNumber {
    /** See {@link DispatcherMetrics#feeds()}. */
    FEEDS,
    /** See {@link DispatcherMetrics#together()}. */
    TOGETHER,
    /** See {@link DispatcherMetrics#position()}. */
    POSITION,
    /** See {@link DispatcherMetrics#lag()}. */
    LAG,
    /** See {@link DispatcherMetrics#lagNs()}. */
    LAG_NS,
    /** See {@link DispatcherMetrics#read()}. */
    READ,
    /** See {@link DispatcherMetrics#events()}. */
    EVENTS,
    /** See {@link DispatcherMetrics#slow()}. */
    SLOW,
    /** See {@link DispatcherMetrics#longestHandlerNs()}. */
    LONGEST_HANDLER_NS;

    /** How many there are. */
    public static final int COUNT = 9;

    static {
        assert values().length == COUNT : "COUNT is not the number of constants";
    }

    /**
     * Puts this number where it belongs.
     *
     * @param numbers of one dispatcher, {@link #COUNT} of them
     * @param value the number
     */
    public void put(long[] numbers, long value) {
        numbers[ordinal()] = value;
    }

    long of(long[] numbers) {
        return numbers[ordinal()];
    }
}
