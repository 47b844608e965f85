package io.tailrace.bench.months;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.bench.months.Sample.Kind;
import io.tailrace.error.ExpiredException;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import io.tailrace.journal.Journal;
import io.tailrace.journal.VerifyReport;
import io.tailrace.metrics.Metric;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes much more than is kept, with feeds of every kind beside, and looks whether anything grows. One thread writes,
 * another one follows, and the engine has its own.
 */
final class Months {
    private static final int SAMPLES = 64;
    private static final int LOOK_EVERY = 1_024;
    private static final long PAUSE_NS = 200_000;
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final int SYMBOL = 7;
    private static final double SECOND_NS = 1e9;

    private final MonthsPlan plan;
    private final Path directory;
    private final PrintWriter progress;
    private final Findings findings;
    private final List<Throwable> told = new CopyOnWriteArrayList<>();
    private final List<Feed> leaked = new ArrayList<>();

    private Sampler sampler;
    private double changesPerSecond;
    private long changes;

    /**
     * @param directory to be made
     * @param progress is told how far it is
     */
    Months(MonthsPlan plan, Path directory, PrintWriter progress, Findings findings) {
        this.plan = plan;
        this.directory = directory;
        this.progress = progress;
        this.findings = findings;
    }

    /** Writes all, and closes the engine. */
    void run() throws Exception {
        TailraceConfig config = plan.config(directory).errorHandler(told::add);
        try (Tailrace engine = Tailrace.open(config)) {
            LiveRows rows = new LiveRows(engine, plan);
            rows.fill();
            rows.await();
            long after = engine.lastSequence();
            Path errors = directory.resolveSibling(directory.getFileName() + "-beside.err");
            try (Feeds feeds = new Feeds(engine, rows, after, plan);
                    ProcessBeside beside = new ProcessBeside(directory, errors, after)) {
                sampler = new Sampler(directory, plan.segmentBytes(), beside.pid());
                write(engine, rows, feeds);
                rows.await();
                feeds.finish(engine.lastSequence());
                sampler.collect();
                sampler.take(plan.bytes());
                feeds.judge(engine.lastSequence(), after, findings);
                beside.finish(engine.lastSequence(), plan.documents(), findings);
            }
            leaked.forEach(Feed::close);
            judge(engine, rows);
            tail(engine, rows);
        }
        verify();
    }

    private void write(Tailrace engine, LiveRows rows, Feeds feeds) throws Exception {
        long startNs = System.nanoTime();
        long first = rows.written();
        long step = plan.bytes() / SAMPLES;
        long begun = written(engine);
        long next = begun + step;
        boolean collected = false;
        for (long written = begun; written < plan.bytes(); written = written(engine)) {
            for (int i = 0; i < LOOK_EVERY; i++) {
                rows.next();
            }
            feeds.check();
            keepPace(engine, feeds, written);
            if (written >= next) {
                settle(engine, written);
                if (!collected && written > plan.bytes() / 4) {
                    collected = true;
                    sampler.collect();
                }
                tell(sampler.take(written), begun, startNs);
                next += step;
                leak(engine);
            }
        }
        changes = rows.written() - first;
        changesPerSecond = changes / ((System.nanoTime() - startNs) / SECOND_NS);
    }

    private static long written(Tailrace engine) {
        return engine.metrics().value(Metric.JOURNAL_BYTES);
    }

    /** Feeds that do not ask to be waited for must not be overtaken by who could write faster than they read. */
    private void keepPace(Tailrace engine, Feeds feeds, long written) {
        long last = engine.lastSequence();
        double bytesPerChange = (double) written / last;
        feeds.bytesPerChange(bytesPerChange);
        while (feeds.isTooFarBehind(engine.lastSequence(), bytesPerChange)) {
            feeds.check();
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /** A short run writes more in a moment than the engine's threads can look at: they come to rest first. */
    private void settle(Tailrace engine, long written) {
        if (plan.leak() == MonthsPlan.Leak.RETENTION_OFF) {
            return;
        }
        long most = plan.waitingBytes() + plan.snapshotBytes() + 3L * plan.segmentBytes();
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (engine.metrics().value(Metric.SEGMENTS) * plan.segmentBytes() > most && System.nanoTime() < endNs) {
            LockSupport.parkNanos(PAUSE_NS);
        }
        assert written > 0;
    }

    private void leak(Tailrace engine) {
        if (plan.leak() == MonthsPlan.Leak.READERS) {
            Feed feed = engine.existingTable(LiveRows.TABLE)
                    .changes(ChangesOptions.squash(false).resume(engine.lastSequence() - 1));
            feed.poll(change -> {}, 1);
            leaked.add(feed);
        }
    }

    private void tell(Sample sample, long begun, long startNs) {
        double done = (double) (sample.written() - begun) / (plan.bytes() - begun);
        double seconds = (System.nanoTime() - startNs) / SECOND_NS;
        int left = (int) (seconds / done * (1 - done));
        progress.println(String.format(
                Locale.ROOT,
                "%3.0f %%, about %d:%02d left: %,d MiB written, space %,d MiB, of it gone %,d, descriptors %d,"
                        + " mappings %d, resident %,d MiB, direct %,d MiB",
                100 * done,
                left / 60,
                left % 60,
                sample.written() >> 20,
                sample.of(Kind.SPACE) >> 20,
                sample.of(Kind.HELD) >> 20,
                sample.of(Kind.DESCRIPTORS),
                sample.of(Kind.MAPPINGS),
                sample.of(Kind.RESIDENT) >> 20,
                sample.of(Kind.DIRECT) >> 20));
        progress.flush();
    }

    private void judge(Tailrace engine, LiveRows rows) {
        findings.add(
                "documents",
                engine.existingTable(LiveRows.TABLE).count() == plan.documents() && stored(engine, rows),
                engine.existingTable(LiveRows.TABLE).count() + " of " + plan.documents() + ", each as written last");
        for (Kind kind : Kind.values()) {
            Flatness flatness = new Flatness(kind, plan.more(kind), sampler.samples());
            findings.add(kind.text, flatness.holds(), flatness.text());
        }
        bounded("space in all", Kind.SPACE, plan.mostBytes());
        bounded("space held in all", Kind.HELD, plan.mostHeldBytes());
        long taken = engine.metrics().value(Metric.SNAPSHOTS);
        long failed = engine.metrics().value(Metric.SNAPSHOTS_FAILED);
        findings.add("snapshots", taken > 1 && failed == 0, taken + " taken, " + failed + " failed");
        List<Throwable> others = told.stream()
                .filter(error -> !(error instanceof ExpiredException))
                .toList();
        findings.add("errors", others.isEmpty(), told.size() + " told, of them unexpected: " + others);
    }

    private void bounded(String what, Kind kind, long bound) {
        long most = sampler.samples().stream()
                .mapToLong(sample -> sample.of(kind))
                .max()
                .orElse(Long.MAX_VALUE);
        findings.add(what, most <= bound, "at most " + (most >> 20) + " MiB of " + (bound >> 20) + " that it may take");
    }

    private static boolean stored(Tailrace engine, LiveRows rows) {
        long[] counts = new long[rows.counts().length];
        engine.existingTable(LiveRows.TABLE)
                .scan((document, version) ->
                        counts[rows.slot(document.longValue("id"))] = document.longValue(LiveRows.COUNT));
        return Arrays.equals(counts, rows.counts());
    }

    /** A snapshot, and as much after it as in whatever is opened beside. */
    private void tail(Tailrace engine, LiveRows rows) {
        endWithSnapshot(engine, rows, plan);
    }

    static void endWithSnapshot(Tailrace engine, LiveRows rows, MonthsPlan plan) {
        // In the middle of a segment: opening reads that segment from its begin.
        while (written(engine) % plan.segmentBytes() < plan.segmentBytes() / 2
                || written(engine) % plan.segmentBytes() > plan.segmentBytes() * 5L / 8) {
            for (int i = 0; i < LOOK_EVERY / 8; i++) {
                rows.next();
            }
            rows.await();
        }
        engine.snapshot();
        long end = written(engine) + plan.segmentBytes() / 8;
        while (written(engine) < end) {
            for (int i = 0; i < LOOK_EVERY / 8; i++) {
                rows.next();
            }
            rows.await();
        }
    }

    private void verify() {
        VerifyReport report = Journal.verify(directory);
        findings.add(
                "verify",
                report.defects().isEmpty() && (report.retiredSegments() > 0 || plan.leak() != MonthsPlan.Leak.NONE),
                report.retiredSegments() + " segments retired, defects: " + report.defects());
    }

    List<Sample> samples() {
        return sampler.samples();
    }

    double changesPerSecond() {
        return changesPerSecond;
    }

    long changes() {
        return changes;
    }

    /** All that follow in this process, and the thread of those that the engine does not run. */
    private static final class Feeds implements AutoCloseable {
        private static final int REOPEN_EVERY = 200_000;

        private final Tailrace engine;
        private final LiveRows rows;
        private final MonthsPlan plan;
        private final long writtenBefore;
        private final Told every;
        private final Told filtered;
        private final FeedRun runOfEvery;
        private final FeedRun runOfFiltered;
        private final Follower lagging;
        private final Follower waiting;
        private final Follower overtaken;
        private final Squashed squashed;
        private final Thread thread = new Thread(this::follow, "following");

        private volatile double bytesPerChange = 1_000;
        /** Negative while there is no end. */
        private volatile long end = -1;

        private volatile Throwable failure;

        Feeds(Tailrace engine, LiveRows rows, long after, MonthsPlan plan) {
            this.engine = engine;
            this.rows = rows;
            this.plan = plan;
            writtenBefore = rows.written(SYMBOL);
            ChangesOptions each = ChangesOptions.squash(false);
            every = new Told(after, true);
            filtered = new Told(after, false);
            runOfEvery =
                    engine.run("every", engine.existingTable(LiveRows.TABLE).changes(each.resume(after)), every);
            runOfFiltered = engine.run(
                    "filtered",
                    engine.existingTable(LiveRows.TABLE)
                            .filter(Expressions.row(LiveRows.SYMBOL).eq(SYMBOL))
                            .changes(each.resume(after)),
                    filtered);
            lagging = new Follower("lagging", engine, after, null, each);
            waiting = new Follower("waiting", engine, after, "waiting", each.cursor("waiting", CursorOption.HOLDING));
            overtaken = new Follower(
                    "overtaken", engine, after, "overtaken", each.cursor("overtaken", CursorOption.HOLDING));
            squashed = new Squashed(
                    engine.existingTable(LiveRows.TABLE)
                            .changes(ChangesOptions.defaults().resume(after)),
                    rows.counts());
            thread.setDaemon(true);
            thread.start();
        }

        void bytesPerChange(double bytes) {
            bytesPerChange = bytes;
        }

        private long behind(double bytes) {
            return engine.lastSequence() - (long) (bytes / bytesPerChange);
        }

        private void follow() {
            try {
                long reopenedAt = 0;
                while (end < 0) {
                    boolean worked = squashed.poll();
                    worked |= lagging.upTo(behind(plan.keptBytes() * 0.5));
                    worked |= waiting.upTo(behind(plan.keptBytes() * 1.2));
                    if (overtaken.isOvertaken((long) (2 * plan.segmentBytes() / bytesPerChange))) {
                        overtaken.expire();
                    }
                    if (waiting.told().last() - reopenedAt > REOPEN_EVERY) {
                        reopenedAt = waiting.told().last();
                        waiting.reopen();
                    }
                    if (!worked) {
                        LockSupport.parkNanos(PAUSE_NS);
                    }
                }
                for (Follower follower : List.of(lagging, waiting, overtaken)) {
                    while (follower.told().last() < end) {
                        follower.upTo(end);
                    }
                }
                while (squashed.position() < end) {
                    squashed.poll();
                }
            } catch (Throwable e) {
                failure = e;
            }
        }

        boolean isTooFarBehind(long last, double bytes) {
            return (last - Math.min(every.last(), lagging.told().last())) * bytes > plan.keptBytes() * 0.7
                    || (last - squashed.position()) * bytes > plan.keptBytes() * 0.7
                    || (last - waiting.told().last()) * bytes > plan.keptBytes() * 1.3;
        }

        void check() {
            Throwable failed = failure != null ? failure : runOfEvery.failure();
            failed = failed != null ? failed : runOfFiltered.failure();
            if (failed != null) {
                throw new IllegalStateException("a feed has failed", failed);
            }
        }

        /** Has all come to that sequence. */
        void finish(long last) throws InterruptedException {
            end = last;
            thread.join();
            while (runOfEvery.position() < last || runOfFiltered.position() < last) {
                check();
                LockSupport.parkNanos(PAUSE_NS);
            }
            check();
        }

        void judge(long last, long after, Findings findings) {
            exact(findings, "every", every, last - after);
            exact(findings, "filtered", filtered, rows.written(SYMBOL) - writtenBefore);
            for (Follower follower : List.of(lagging, waiting)) {
                exact(findings, follower.name(), follower.told(), last - after);
            }
            Told late = overtaken.told();
            findings.add(
                    "events of overtaken",
                    late.events() + late.passed() == last - after
                            && (overtaken.expired() > 0 || plan.leak() != MonthsPlan.Leak.NONE),
                    late.events() + " and " + late.passed() + " gone, told so " + overtaken.expired() + " times, of "
                            + (last - after));
            findings.add(
                    "events of squashed",
                    Arrays.equals(squashed.counts(), rows.counts()),
                    "each document as written last, of " + plan.documents());
        }

        private static void exact(Findings findings, String name, Told told, long expected) {
            findings.add("events of " + name, told.events() == expected, told.events() + " of " + expected);
        }

        @Override
        public void close() {
            if (end < 0) {
                end = 0;
            }
            thread.interrupt();
            runOfEvery.close();
            runOfFiltered.close();
            List.of(lagging, waiting, overtaken).forEach(Follower::close);
            squashed.close();
        }
    }
}
