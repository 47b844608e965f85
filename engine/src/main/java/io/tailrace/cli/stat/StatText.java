package io.tailrace.cli.stat;

import io.tailrace.metrics.CursorMetrics;
import io.tailrace.metrics.DispatcherMetrics;
import io.tailrace.metrics.FeedMetrics;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.Metrics;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The numbers of an engine for people: a dozen lines, and one for each feed. Rates are those since the time before.
 *
 * @hidden
 */
public final class StatText {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final int QUERY_WIDTH = 60;

    private final Metrics before;
    private final Metrics now;
    private final double seconds;
    private final StringBuilder text = new StringBuilder();

    private StatText(Metrics before, Metrics now) {
        this.before = before;
        this.now = now;
        seconds = before == null ? 0 : (now.timeNs() - before.timeNs()) / 1e9;
    }

    /** What has changed between two times, and so many feeds, those that lag most first. */
    public static String of(Path directory, Metrics before, Metrics now, int feeds) {
        StatText stat = new StatText(before, now);
        stat.head(directory);
        stat.engine();
        stat.line("feeds      %s open, %s named cursors", stat.number(Metric.FEEDS), stat.number(Metric.CURSORS));
        stat.dispatchers();
        stat.cursors(feeds);
        stat.feeds(feeds);
        return stat.text.substring(0, stat.text.length() - 1);
    }

    private void head(Path directory) {
        line("%s: process %d, %s%s", directory, now.processId(), open(), state());
    }

    /** For how long by the clock of the engine, which may say nothing before the first change, as that of a load. */
    private String open() {
        return now.openedNs() == 0 ? "open" : "open for " + duration(now.timeNs() - now.openedNs());
    }

    private String state() {
        if (!now.isOpen()) {
            return ", closed since";
        }
        if (value(Metric.FAILED) != 0) {
            return ", FAILED: it takes no writes, see what its error handler was told";
        }
        return before != null && seconds <= 0 ? ", no sign of it since: it was killed, or hangs" : "";
    }

    private void engine() {
        line(
                "sequence   written %s, journaled %s%s, synced %s, oldest %s",
                number(Metric.SEQUENCE_WRITTEN),
                number(Metric.SEQUENCE_JOURNALED),
                rate(Metric.SEQUENCE_JOURNALED),
                number(Metric.SEQUENCE_SYNCED),
                number(Metric.SEQUENCE_OLDEST));
        line(
                "writes     %s%s, refused %s; blocks %s%s%s",
                number(Metric.WRITES),
                rate(Metric.WRITES),
                number(Metric.WRITES_REFUSED),
                number(Metric.BLOCKS),
                rate(Metric.BLOCKS),
                fill());
        line(
                "ring       %s of %s slots in use, waited for room %s%s, turned away %s",
                number(Metric.RING_USED),
                number(Metric.RING_SLOTS),
                number(Metric.RING_WAITS),
                rate(Metric.RING_WAITS),
                number(Metric.RING_REFUSED));
        if (value(Metric.STALLS) > 0) {
            line(
                    "stalls     %s of the writer while writes waited, longest %s",
                    number(Metric.STALLS), duration(value(Metric.STALL_LONGEST)));
        }
        line(
                "journal    %s in %s segments; ahead of the writer %s reserved, %s in memory",
                bytes(value(Metric.JOURNAL_BYTES)),
                number(Metric.SEGMENTS),
                bytes(value(Metric.JOURNAL_RESERVED)),
                bytes(value(Metric.JOURNAL_TOUCHED)));
        line("forces     %s%s%s", number(Metric.FORCES), rate(Metric.FORCES), forces());
        line(
                "index      %s documents in %s tables, %s of %s",
                number(Metric.INDEX_KEYS),
                number(Metric.TABLES),
                bytes(value(Metric.INDEX_USED)),
                bytes(value(Metric.INDEX_RESERVED)));
        line(
                "snapshots  %s taken, %s failed, the last at sequence %s",
                number(Metric.SNAPSHOTS), number(Metric.SNAPSHOTS_FAILED), number(Metric.SNAPSHOT_SEQUENCE));
        clock();
    }

    private void clock() {
        if (value(Metric.TIMES_CLAMPED) + value(Metric.CLOCK_BEHIND) > 0) {
            line(
                    "clock      %s behind the journal, %s changes got a later time than theirs",
                    duration(value(Metric.CLOCK_BEHIND)), number(Metric.TIMES_CLAMPED));
        }
    }

    private String fill() {
        if (before == null || delta(Metric.BLOCKS) <= 0) {
            return "";
        }
        double changes = (double) delta(Metric.SEQUENCE_JOURNALED) / delta(Metric.BLOCKS);
        return String.format(Locale.ROOT, " of %.1f changes", changes);
    }

    private String forces() {
        if (value(Metric.FORCES) == 0) {
            return "";
        }
        return ", mean " + duration(value(Metric.FORCE_TIME) / value(Metric.FORCES)) + ", longest "
                + duration(value(Metric.FORCE_LONGEST));
    }

    private void dispatchers() {
        if (now.dispatchers().isEmpty()) {
            return;
        }
        line("");
        line(
                "%-20s %14s %10s %8s %8s %12s %12s %6s %8s",
                "DISPATCHER", "POSITION", "LAG", "BEHIND", "FEEDS", "READ", "EVENTS", "SLOW", "LONGEST");
        for (DispatcherMetrics dispatcher : now.dispatchers()) {
            line(
                    "%-20s %,14d %,10d %8s %,8d %,12d %,12d %,6d %8s",
                    dispatcher.name(),
                    dispatcher.position(),
                    dispatcher.lag(),
                    duration(dispatcher.lagNs()),
                    dispatcher.feeds(),
                    dispatcher.read(),
                    dispatcher.events(),
                    dispatcher.slow(),
                    duration(dispatcher.longestHandlerNs()));
        }
    }

    private void cursors(int most) {
        List<CursorMetrics> sorted = now.cursors().stream()
                .sorted(Comparator.comparingLong(CursorMetrics::lag).reversed())
                .limit(most)
                .toList();
        if (sorted.isEmpty()) {
            return;
        }
        line("");
        line("%-20s %14s %10s %10s %8s %-16s  %s", "CURSOR", "POSITION", "LAG", "BYTES", "BEHIND", "", "QUERY");
        for (CursorMetrics cursor : sorted) {
            line(
                    "%-20s %,14d %,10d %10s %8s %-16s  %s",
                    cursor.name(),
                    cursor.position(),
                    cursor.lag(),
                    bytes(cursor.lagBytes()),
                    duration(cursor.lagNs()),
                    (cursor.isInUse() ? "in use" : "unused") + (cursor.isHolding() ? ", holding" : ""),
                    cut(cursor.query()));
        }
        more(value(Metric.CURSORS) - sorted.size());
    }

    private static String cut(String query) {
        return query.length() <= QUERY_WIDTH ? query : query.substring(0, QUERY_WIDTH) + "...";
    }

    private void more(long hidden) {
        if (hidden > 0) {
            line("... and %,d more", hidden);
        }
    }

    private void feeds(int most) {
        List<FeedMetrics> sorted = now.feeds().stream()
                .sorted(Comparator.comparingLong(FeedMetrics::lag).reversed())
                .limit(most)
                .toList();
        if (sorted.isEmpty()) {
            return;
        }
        line("");
        line(
                "%-20s %14s %10s %10s %8s %12s %10s %7s %6s  %s",
                "FEED", "POSITION", "LAG", "BYTES", "BEHIND", "EVENTS", "PENDING", "ERRORS", "SLOW", "QUERY");
        for (FeedMetrics feed : sorted) {
            line(
                    "%-20s %,14d %,10d %10s %8s %,12d %,10d %,7d %,6d  %s",
                    feed.isPaused() ? feed.name() + " (paused)" : feed.name(),
                    feed.position(),
                    feed.lag(),
                    bytes(feed.lagBytes()),
                    duration(feed.lagNs()),
                    feed.events(),
                    feed.pending(),
                    feed.errors(),
                    feed.slow(),
                    cut(feed.query()));
        }
        more(value(Metric.FEEDS) - sorted.size());
    }

    @SuppressWarnings("AnnotateFormatMethod") // that would be one more library
    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private long value(Metric metric) {
        return now.value(metric);
    }

    private long delta(Metric metric) {
        return now.value(metric) - before.value(metric);
    }

    private String number(Metric metric) {
        return String.format(Locale.ROOT, "%,d", value(metric));
    }

    private String rate(Metric metric) {
        return seconds <= 0 ? "" : String.format(Locale.ROOT, " %,.0f/s", delta(metric) / seconds);
    }

    /** A size as it is said. */
    public static String bytes(long bytes) {
        if (bytes >= GIB) {
            return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
        }
        if (bytes >= MIB) {
            return String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB);
        }
        return bytes >= KIB ? String.format(Locale.ROOT, "%.1f KiB", (double) bytes / KIB) : bytes + " B";
    }

    /** How long something takes, as it is said. */
    public static String duration(long ns) {
        if (ns >= 3_600_000_000_000L) {
            return String.format(Locale.ROOT, "%d:%02d h", ns / 3_600_000_000_000L, ns / 60_000_000_000L % 60);
        }
        if (ns >= 60_000_000_000L) {
            return String.format(Locale.ROOT, "%d:%02d min", ns / 60_000_000_000L, ns / 1_000_000_000L % 60);
        }
        if (ns >= 1_000_000_000L) {
            return String.format(Locale.ROOT, "%.1f s", ns / 1e9);
        }
        return ns >= 1_000_000 ? String.format(Locale.ROOT, "%.1f ms", ns / 1e6) : ns / 1_000 + " us";
    }
}
