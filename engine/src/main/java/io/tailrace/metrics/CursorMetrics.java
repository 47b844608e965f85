package io.tailrace.metrics;

/**
 * How one named cursor is doing. Immutable. Lags count from {@link #position()}.
 *
 * @param name of the cursor
 * @param query of the feed that it belongs to; one that is long is cut, and ends in {@code ...}; empty where any feed
 *     may take it
 * @param position all changes up to there are handled
 * @param lag changes committed after the position, of all tables
 * @param lagBytes about how much journal there is after the position, to some hundred KiB
 * @param lagNs how long ago the first change after the position was committed, to one interval of the metrics; 0 where
 *     there is none; of changes before the engine was opened, since then
 * @param isInUse whether a feed has it
 * @param isHolding whether it asks for the journal to be kept from its position on
 */
public record CursorMetrics(
        String name,
        String query,
        long position,
        long lag,
        long lagBytes,
        long lagNs,
        boolean isInUse,
        boolean isHolding) {
    /**
     * Of the numbers of one cursor.
     *
     * @param name as {@link #name()}
     * @param query as {@link #query()}
     * @param numbers by {@link CursorNumber}
     * @return a copy of them
     * @hidden
     */
    public static CursorMetrics of(String name, String query, long[] numbers) {
        return new CursorMetrics(
                name,
                query,
                CursorNumber.POSITION.of(numbers),
                CursorNumber.LAG.of(numbers),
                CursorNumber.LAG_BYTES.of(numbers),
                CursorNumber.LAG_NS.of(numbers),
                CursorNumber.IN_USE.of(numbers) != 0,
                CursorNumber.HOLDING.of(numbers) != 0);
    }
}
