package io.tailrace.metrics;

/**
 * How one dispatcher is doing, a thread that serves many feeds of the engine: all of them, those too that have no
 * numbers of their own. Immutable. The lag is that of its common reader, 0 where that serves none.
 *
 * @param name of its thread
 * @param feeds that it serves
 * @param together how many of them its common reader serves; the others read alone
 * @param position up to here the common reader has offered all changes
 * @param lag changes committed after that, of all tables
 * @param lagNs how long ago the first of them was committed, to one interval of the metrics
 * @param read changes that the common reader has read, each once for all feeds
 * @param events events delivered, of all feeds that it has served
 * @param slow how often a handler has taken longer than allowed
 * @param longestHandlerNs for how long at most a handler was seen at work at a stretch
 */
public record DispatcherMetrics(
        String name,
        long feeds,
        long together,
        long position,
        long lag,
        long lagNs,
        long read,
        long events,
        long slow,
        long longestHandlerNs) {
    /**
     * Of the numbers of one dispatcher.
     *
     * @param name as {@link #name()}
     * @param numbers by {@link DispatcherNumber}
     * @return a copy of them
     * @hidden
     */
    public static DispatcherMetrics of(String name, long[] numbers) {
        return new DispatcherMetrics(
                name,
                DispatcherNumber.FEEDS.of(numbers),
                DispatcherNumber.TOGETHER.of(numbers),
                DispatcherNumber.POSITION.of(numbers),
                DispatcherNumber.LAG.of(numbers),
                DispatcherNumber.LAG_NS.of(numbers),
                DispatcherNumber.READ.of(numbers),
                DispatcherNumber.EVENTS.of(numbers),
                DispatcherNumber.SLOW.of(numbers),
                DispatcherNumber.LONGEST_HANDLER_NS.of(numbers));
    }
}
