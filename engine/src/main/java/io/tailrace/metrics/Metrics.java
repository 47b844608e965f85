package io.tailrace.metrics;

import java.nio.file.Path;
import java.util.List;

/**
 * The numbers of one engine at one moment. Immutable. From the engine itself, {@code engine.metrics()}, or from the
 * file in which a writing engine leaves them for other processes, {@link #read}.
 */
public final class Metrics {
    private final long processId;
    private final long openedNs;
    private final long timeNs;
    private final boolean open;
    private final long[] values;
    private final List<FeedMetrics> feeds;
    private final List<CursorMetrics> cursors;
    private final List<DispatcherMetrics> dispatchers;

    /**
     * Of numbers that were collected; for the engine alone.
     *
     * @param processId of the engine
     * @param openedNs when it was opened, in ns since 1970
     * @param timeNs when they were collected, in ns since 1970
     * @param open whether it is open
     * @param values by {@link Metric}, not changed any more
     * @param feeds with numbers of their own
     * @param cursors with numbers of their own
     * @param dispatchers all of them
     * @hidden
     */
    public Metrics(
            long processId,
            long openedNs,
            long timeNs,
            boolean open,
            long[] values,
            List<FeedMetrics> feeds,
            List<CursorMetrics> cursors,
            List<DispatcherMetrics> dispatchers) {
        this.processId = processId;
        this.openedNs = openedNs;
        this.timeNs = timeNs;
        this.open = open;
        this.values = values;
        this.feeds = List.copyOf(feeds);
        this.cursors = List.copyOf(cursors);
        this.dispatchers = List.copyOf(dispatchers);
    }

    /**
     * Reads what the engine that writes a journal has left there last. Opens nothing, disturbs nobody.
     *
     * @param directory of the journal
     * @return the numbers, not older than the interval of {@code TailraceConfig.metricsInterval} while the engine is
     *     open and its process runs: {@link #isOpen()} and {@link #timeNs()} tell
     * @throws io.tailrace.error.EngineException when there are none, or they are of another version or damaged
     */
    public static Metrics read(Path directory) {
        return MetricsReader.read(directory);
    }

    /** {@return the process of the engine} */
    public long processId() {
        return processId;
    }

    /** {@return when the engine was opened, in nanoseconds since 1970} */
    public long openedNs() {
        return openedNs;
    }

    /** {@return when the numbers were collected, in nanoseconds since 1970, by the clock of the engine} */
    public long timeNs() {
        return timeNs;
    }

    /** {@return whether the engine was open then; one that was killed has not closed} */
    public boolean isOpen() {
        return open;
    }

    /**
     * One of the numbers.
     *
     * @param metric which one
     * @return its value
     */
    public long value(Metric metric) {
        return values[metric.ordinal()];
    }

    /** {@return the feeds that are open, by age, as many as {@code TailraceConfig.metricsFeeds} says} */
    public List<FeedMetrics> feeds() {
        return feeds;
    }

    /**
     * {@return the named cursors that can be used, in the order in which they were made, as many as
     * {@code TailraceConfig.metricsFeeds} says; none of an engine that only reads}
     */
    public List<CursorMetrics> cursors() {
        return cursors;
    }

    /** {@return the threads that serve many feeds, in the order in which they were begun} */
    public List<DispatcherMetrics> dispatchers() {
        return dispatchers;
    }
}
