package io.tailrace.metrics;

/**
 * The numbers of one cursor, in the order in which they lie in the file; see {@link CursorMetrics}.
 *
 * @hidden
 */
public enum CursorNumber {
    /** See {@link CursorMetrics#position()}. */
    POSITION,
    /** See {@link CursorMetrics#lag()}. */
    LAG,
    /** See {@link CursorMetrics#lagBytes()}. */
    LAG_BYTES,
    /** See {@link CursorMetrics#lagNs()}. */
    LAG_NS,
    /** See {@link CursorMetrics#isInUse()}. */
    IN_USE,
    /** See {@link CursorMetrics#isHolding()}. */
    HOLDING;

    /** How many there are. */
    public static final int COUNT = 6;

    static {
        assert values().length == COUNT : "COUNT is not the number of constants";
    }

    /**
     * Puts this number where it belongs.
     *
     * @param numbers of one cursor, {@link #COUNT} of them
     * @param value the number
     */
    public void put(long[] numbers, long value) {
        numbers[ordinal()] = value;
    }

    long of(long[] numbers) {
        return numbers[ordinal()];
    }
}
