package io.tailrace;

import io.tailrace.error.EngineException;
import io.tailrace.feed.FeedGauge;
import io.tailrace.index.IndexMemory;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalGauge;
import io.tailrace.metrics.FeedMetrics;
import io.tailrace.metrics.FeedNumber;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.Metrics;
import io.tailrace.metrics.MetricsFile;
import io.tailrace.metrics.MetricsSection;
import io.tailrace.write.EngineState;
import io.tailrace.write.Forcing;
import io.tailrace.write.LiveTable;
import io.tailrace.write.LiveTables;
import io.tailrace.write.Ring;
import io.tailrace.write.Snapshots;
import io.tailrace.write.Writer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ErrorHandler;

/**
 * Collects the numbers of an engine where they are counted, for who asks and, now and then, for the file that other
 * processes read. So they cost those who count nothing but that. Any thread, one at a time; the file without garbage.
 */
final class EngineMetrics {
    private final TailraceConfig config;
    private final Journal journal;
    private final JournalGauge space;
    private final IndexMemory memory;
    private final LiveTables tables;
    private final EngineState state;
    private final OpenFeeds feeds;
    // These four may be null.
    private final Ring ring;
    private final Writer writer;
    private final Forcing forcing;
    private final Snapshots snapshots;

    /** Null where there is no writer. */
    private final StallWatch stalls;

    private final long openedNs;
    private final long intervalNs;
    private final CommitTimes times = new CommitTimes();
    private final LagGauge lag;
    private final CursorMeter cursors;
    private final DispatcherMeter dispatchers;
    private final long[] values = new long[Metric.values().length];
    private final long[] numbers = new long[FeedNumber.COUNT];
    /** Whose numbers the records of the file show. */
    private final FeedGauge[] shown;
    /** Null where there is none. */
    private MetricsFile file;

    private long shownNs;
    private long lastEpochNs;
    private ErrorHandler errorHandler;

    EngineMetrics(
            TailraceConfig config,
            Journal journal,
            IndexMemory memory,
            LiveTables tables,
            EngineState state,
            OpenFeeds feeds,
            FeedRuns runs,
            Ring ring,
            Writer writer,
            Forcing forcing,
            Snapshots snapshots) {
        this.config = config;
        this.journal = journal;
        space = JournalGauge.of(journal);
        this.memory = memory;
        this.tables = tables;
        this.state = state;
        this.feeds = feeds;
        this.ring = ring;
        this.writer = writer;
        this.forcing = forcing;
        this.snapshots = snapshots;
        stalls = writer == null ? null : new StallWatch(ring::used, writer::writes);
        lag = new LagGauge(journal, space, times);
        cursors = new CursorMeter(writer == null ? null : Cursors.of(journal), feeds.capacity(), lag);
        dispatchers = new DispatcherMeter(runs, config.feedThreads() + 1, lag); // and where those behind catch up
        openedNs = epochNs();
        intervalNs = config.metricsInterval().toNanos();
        shown = new FeedGauge[feeds.capacity()];
        shownNs = config.nanoClock().nanoTime();
    }

    /** Makes the file where there is to be one. Without it the engine does its work all the same. */
    void begin(ErrorHandler errors) {
        errorHandler = errors;
        if (writer == null || config.isInMemory() || intervalNs == 0) {
            return;
        }
        try {
            file = new MetricsFile(
                    config.directoryPath(),
                    feeds.capacity(),
                    cursors.capacity(),
                    dispatchers.capacity(),
                    config.permissions(),
                    openedNs);
            show(shownNs);
        } catch (EngineException e) {
            errors.onError(e);
        }
    }

    /** Looks after the writer, and brings the file up to date where it is time to. */
    void work(long nowNs) {
        if (stalls != null) {
            stalls.look(nowNs);
        }
        long passedNs = nowNs - shownNs;
        if (file != null && (passedNs >= intervalNs || passedNs < 0)) { // a clock of the caller's may go back
            showOrGiveUp(nowNs);
        }
    }

    /** Nothing that goes wrong here may cost the engine anything, but for a clock that fails it by itself. */
    private void showOrGiveUp(long nowNs) {
        try {
            show(nowNs);
        } catch (Throwable e) {
            file = null;
            errorHandler.onError(new EngineException(
                    "the metrics are shown to other processes no more: cause=" + e + ": the engine goes on", e));
        }
    }

    private synchronized void show(long nowNs) {
        if (file == null) {
            return;
        }
        shownNs = nowNs;
        collect(nowNs);
        for (int i = 0; i < shown.length; i++) {
            show(i, feeds.at(i), nowNs);
        }
        cursors.show(file, nowNs);
        dispatchers.show(file, nowNs);
        file.show(values, epochNs());
    }

    private void show(int place, FeedGauge gauge, long nowNs) {
        if (gauge == null || !gauge.isStarted()) {
            if (shown[place] != null) {
                shown[place] = null;
                file.clear(MetricsSection.FEEDS, place);
            }
            return;
        }
        if (shown[place] != gauge) {
            shown[place] = gauge;
            file.begin(MetricsSection.FEEDS, place, gauge.name(), gauge.query());
        }
        read(gauge, nowNs);
        file.show(MetricsSection.FEEDS, place, numbers);
    }

    private void read(FeedGauge gauge, long nowNs) {
        gauge.read(numbers);
        long position = gauge.position();
        lag.measure(position, nowNs);
        FeedNumber.POSITION.put(numbers, position);
        FeedNumber.LAG.put(numbers, lag.changes);
        FeedNumber.LAG_BYTES.put(numbers, lag.bytes);
        FeedNumber.LAG_NS.put(numbers, lag.ns);
    }

    /** The numbers of now. */
    synchronized Metrics metrics() {
        long nowNs = config.nanoClock().nanoTime();
        collect(nowNs);
        List<FeedMetrics> told = new ArrayList<>();
        for (int i = 0; i < feeds.capacity(); i++) {
            FeedGauge gauge = feeds.at(i);
            if (gauge != null && gauge.isStarted()) {
                read(gauge, nowNs);
                told.add(FeedMetrics.of(gauge.name(), gauge.query(), numbers));
            }
        }
        return new Metrics(
                ProcessHandle.current().pid(),
                openedNs,
                epochNs(),
                !state.isClosing(),
                values.clone(),
                told,
                cursors.told(nowNs),
                dispatchers.told(nowNs));
    }

    private void collect(long nowNs) {
        long last = journal.knownSequence();
        times.look(last, nowNs);
        put(Metric.SEQUENCE_JOURNALED, last);
        put(Metric.SEQUENCE_OLDEST, journal.firstSequence());
        put(Metric.SEGMENTS, space.segments());
        put(Metric.INDEX_RESERVED, memory.reservedBytes());
        put(Metric.INDEX_USED, memory.usedBytes());
        put(Metric.FEEDS, feeds.size());
        put(Metric.FEEDS_TOLD, feeds.told());
        put(Metric.CURSORS, cursors.count());
        put(Metric.DISPATCHERS, dispatchers.count());
        put(Metric.FAILED, state.isFailed() ? 1 : 0);
        collectTables();
        if (writer != null) {
            collectWriter();
        }
        if (snapshots != null) {
            put(Metric.SNAPSHOTS, snapshots.taken());
            put(Metric.SNAPSHOTS_FAILED, snapshots.failures());
            put(Metric.SNAPSHOT_SEQUENCE, Math.max(snapshots.lastTakenSequence(), journal.stateSequence()));
        }
    }

    private void collectTables() {
        long count = 0;
        long keys = 0;
        int bound = tables.idBound();
        for (int id = 0; id < bound; id++) {
            LiveTable table = tables.byId(id);
            if (table != null) {
                count++;
                keys += table.index().size();
            }
        }
        put(Metric.TABLES, count);
        put(Metric.INDEX_KEYS, keys);
    }

    private void collectWriter() {
        put(Metric.SEQUENCE_WRITTEN, writer.appliedSequence());
        put(Metric.WRITES, writer.writes());
        put(Metric.WRITES_REFUSED, writer.refusedWrites());
        put(Metric.BLOCKS, writer.blocks());
        put(Metric.TIMES_CLAMPED, writer.clampedTimes());
        put(Metric.RING_SLOTS, ring.capacity());
        put(Metric.RING_USED, ring.used());
        put(Metric.RING_WAITS, ring.waits());
        put(Metric.RING_REFUSED, ring.turnedAway());
        put(Metric.STALLS, stalls.count());
        put(Metric.STALL_LONGEST, stalls.longestNs());
        put(Metric.CLOCK_BEHIND, behindNs(epochNs()));
        if (!config.isInMemory()) {
            put(Metric.SEQUENCE_SYNCED, forcing.syncedSequence());
            put(Metric.FORCES, forcing.forces());
            put(Metric.FORCE_TIME, forcing.timeNs());
            put(Metric.FORCE_LONGEST, forcing.longestNs());
            put(Metric.JOURNAL_BYTES, space.writtenBytes());
            put(Metric.JOURNAL_RESERVED, space.reservedBytes());
            put(Metric.JOURNAL_TOUCHED, space.touchedBytes());
        }
    }

    long behindNs() {
        return behindNs(config.clock().nanoTime());
    }

    private long behindNs(long nowNs) {
        long floorNs = journal.timeFloor();
        long behindNs = floorNs <= nowNs ? 0 : floorNs - nowNs;
        return behindNs < 0 ? Long.MAX_VALUE : behindNs;
    }

    /** A clock of the caller's that fails is the writer's to tell of: here the last time that it told will do. */
    private long epochNs() {
        try {
            lastEpochNs = config.clock().nanoTime();
            return lastEpochNs;
        } catch (Throwable e) {
            return lastEpochNs;
        }
    }

    private void put(Metric metric, long value) {
        values[metric.ordinal()] = value;
    }

    /** The last numbers, and that the engine is closed. Never throws. */
    synchronized void close() {
        MetricsFile last = file;
        if (last != null) {
            if (!state.isFailed()) {
                showOrGiveUp(shownNs + intervalNs);
            }
            last.close();
            file = null;
        }
    }
}
