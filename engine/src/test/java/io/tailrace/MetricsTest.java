package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.BackPressureException;
import io.tailrace.error.EngineException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import io.tailrace.metrics.CursorMetrics;
import io.tailrace.metrics.DispatcherMetrics;
import io.tailrace.metrics.FeedMetrics;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.Metrics;
import io.tailrace.testing.AllocationMeter;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.BackPressure;
import io.tailrace.write.WriteError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of an engine, asked of itself and read by others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsTest {
    private static final Path FILE = Path.of("metrics.tailrace");
    private static final long SECOND_NS = 1_000_000_000;
    private static final int SLOTS = 8_192;

    @TempDir
    Path directory;

    private final AtomicLong time = new AtomicLong(5 * SECOND_NS);
    private final List<Throwable> errors = new ArrayList<>();

    private TailraceConfig config() {
        return new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .clock(time::get)
                .errorHandler(errors::add);
    }

    /** Lets time pass and the engine show its numbers. */
    private Metrics read(Tailrace engine) {
        time.addAndGet(SECOND_NS);
        engine.doWork();
        return Metrics.read(directory);
    }

    @Test
    void shouldTellWhatWasWrittenToItselfAndToOthers() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            table.upsert("a").put("n", 1).ifAbsent().commit();
            table.upsert("b").put("n", 2).commit();
            Ack refused = table.upsert("a").put("n", 3).ifAbsent().commit();
            assertThat(refused.error()).isEqualTo(WriteError.VERSION_MISMATCH);
            engine.sync();
            for (Metrics metrics : List.of(engine.metrics(), read(engine))) {
                assertThat(metrics.processId())
                        .isEqualTo(ProcessHandle.current().pid());
                assertThat(metrics.openedNs()).isEqualTo(5 * SECOND_NS);
                assertThat(metrics.isOpen()).isTrue();
                assertThat(metrics.value(Metric.SEQUENCE_WRITTEN)).isEqualTo(3);
                assertThat(metrics.value(Metric.SEQUENCE_JOURNALED)).isEqualTo(3);
                assertThat(metrics.value(Metric.SEQUENCE_SYNCED)).isEqualTo(3);
                assertThat(metrics.value(Metric.SEQUENCE_OLDEST)).isEqualTo(1);
                assertThat(metrics.value(Metric.WRITES)).isEqualTo(4); // the table too
                assertThat(metrics.value(Metric.WRITES_REFUSED)).isEqualTo(1);
                assertThat(metrics.value(Metric.BLOCKS)).isEqualTo(3);
                assertThat(metrics.value(Metric.RING_SLOTS)).isEqualTo(8_192);
                assertThat(metrics.value(Metric.RING_USED)).isZero();
                assertThat(metrics.value(Metric.FORCES)).isPositive();
                assertThat(metrics.value(Metric.SEGMENTS)).isEqualTo(1);
                assertThat(metrics.value(Metric.JOURNAL_BYTES)).isPositive();
                assertThat(metrics.value(Metric.TABLES)).isEqualTo(1);
                assertThat(metrics.value(Metric.INDEX_KEYS)).isEqualTo(2);
                assertThat(metrics.value(Metric.INDEX_USED)).isPositive();
                assertThat(metrics.value(Metric.FAILED)).isZero();
            }
            assertThat(Metrics.read(directory).timeNs()).isEqualTo(time.get());
            engine.snapshot();
            assertThat(read(engine).value(Metric.SNAPSHOTS)).isEqualTo(1);
            assertThat(Metrics.read(directory).value(Metric.SNAPSHOT_SEQUENCE)).isEqualTo(3);
        }
        Metrics last = Metrics.read(directory);
        assertThat(last.isOpen()).isFalse();
        assertThat(last.value(Metric.SEQUENCE_JOURNALED)).isEqualTo(3);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldTellOfRefusedRoomInTheRing() {
        try (Tailrace engine = Tailrace.open(config().ringSlots(SLOTS).backPressure(BackPressure.REFUSE))) {
            Table table = engine.table("t");
            int sent = 0;
            int refused = 0;
            while (refused < 3) {
                try {
                    table.upsert("k" + sent).put("n", sent).commit(Acknowledgement.RECEIVED);
                    sent++;
                } catch (BackPressureException e) {
                    refused++;
                }
            }
            assertThat(engine.metrics().value(Metric.RING_REFUSED)).isEqualTo(3);
            assertThat(engine.metrics().value(Metric.RING_USED)).isEqualTo(SLOTS);
        }
    }

    @Test
    void shouldTellHowEachFeedIsDoing() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            Feed alone = table.filter(row("n").gt(5)).changes(ChangesOptions.squash(false));
            FeedRun run = engine.run("risk", table.changes(ChangesOptions.squash(false)), change -> {});
            for (int i = 1; i <= 10; i++) {
                table.upsert("a").put("n", i).commit();
            }
            read(engine); // its numbers are those of the next look, the lag has a time from here
            alone.poll(change -> {}, 2);
            time.addAndGet(3 * SECOND_NS);
            List<FeedMetrics> feeds = read(engine).feeds();
            assertThat(feeds).extracting(FeedMetrics::name).containsExactly("", "risk");
            FeedMetrics first = feeds.get(0);
            assertThat(first.query()).isEqualTo("table(\"t\").filter(row.n > 5).changes(squash(false))");
            assertThat(first.delivered()).isEqualTo(2);
            assertThat(first.filtered()).isEqualTo(5);
            assertThat(first.seen()).isEqualTo(first.delivered() + first.filtered() + first.pending());
            assertThat(first.lag()).isEqualTo(11 - first.position()).isPositive();
            assertThat(first.lagBytes()).isPositive();
            assertThat(first.lagNs()).isEqualTo(4 * SECOND_NS);
            FeedMetrics second = feeds.get(1);
            assertThat(second.delivered()).isEqualTo(10);
            assertThat(second.events()).isEqualTo(10);
            assertThat(second.lag()).isZero();
            assertThat(second.lagNs()).isZero();
            assertThat(second.isPaused()).isFalse();
            run.pause();
            assertThat(engine.metrics().feeds().get(1).isPaused()).isTrue();
            run.close();
            alone.close();
            assertThat(read(engine).feeds()).isEmpty();
            assertThat(Metrics.read(directory).value(Metric.FEEDS)).isZero();
        }
    }

    @Test
    void shouldTellOfAsManyFeedsAsItHasRecordsFor() {
        try (Tailrace engine = Tailrace.open(config().metricsFeeds(2))) {
            Table table = engine.table("t");
            List<FeedRun> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                runs.add(engine.run("feed-" + i, table.changes(), change -> {}));
            }
            Metrics metrics = read(engine);
            assertThat(metrics.feeds()).extracting(FeedMetrics::name).containsExactly("feed-0", "feed-1");
            assertThat(metrics.value(Metric.FEEDS)).isEqualTo(4);
            assertThat(metrics.value(Metric.FEEDS_TOLD)).isEqualTo(2);
            runs.get(3).close();
            runs.get(0).close();
            assertThat(read(engine).feeds()).extracting(FeedMetrics::name).containsExactly("feed-2", "feed-1");
        }
    }

    @Test
    void shouldTellHowEachCursorIsDoing() {
        try (Tailrace engine = Tailrace.open(config().metricsFeeds(2))) {
            Table table = engine.table("t");
            ChangesOptions each = ChangesOptions.squash(false);
            Feed feed = table.changes(each.cursor("first"));
            table.filter(row("n").gt(5)).changes(each.cursor("second")).close();
            table.changes(each.cursor("third")).close();
            for (int i = 1; i <= 10; i++) {
                table.upsert("a").put("n", i).commit();
            }
            read(engine); // the lag has a time from here
            feed.poll(change -> {}, 4);
            time.addAndGet(3 * SECOND_NS);
            for (Metrics metrics : List.of(read(engine), engine.metrics())) {
                assertThat(metrics.value(Metric.CURSORS)).isEqualTo(3);
                assertThat(metrics.cursors()).extracting(CursorMetrics::name).containsExactly("first", "second");
                CursorMetrics first = metrics.cursors().get(0);
                assertThat(first.query()).startsWith("table(\"t\")");
                assertThat(first.position()).isEqualTo(5);
                assertThat(first.lag()).isEqualTo(6);
                assertThat(first.lagBytes()).isPositive();
                assertThat(first.lagNs()).isEqualTo(4 * SECOND_NS);
                assertThat(first.isInUse()).isTrue();
                assertThat(first.isHolding()).isFalse();
                assertThat(metrics.cursors().get(1).isInUse()).isFalse();
                assertThat(metrics.cursors().get(1).lag()).isEqualTo(10);
            }
            engine.deleteCursor("second");
            assertThat(read(engine).cursors()).extracting(CursorMetrics::name).containsExactly("first", "third");
            engine.deleteCursor("third");
            assertThat(read(engine).cursors()).extracting(CursorMetrics::name).containsExactly("first");
            feed.close();
            assertThat(read(engine).cursors().get(0).isInUse()).isFalse();
        }
    }

    @Test
    void shouldTellOfDispatchersWhatTheirFeedsComeTo() {
        try (Tailrace engine = Tailrace.open(config().metricsFeeds(1))) {
            assertThat(read(engine).dispatchers()).isEmpty();
            Table table = engine.table("t");
            for (int i = 0; i < 3; i++) {
                engine.run("feed-" + i, table.changes(ChangesOptions.squash(false)), change -> {});
            }
            engine.doWork();
            for (int i = 1; i <= 10; i++) {
                table.upsert("a").put("n", i).commit();
            }
            engine.doWork();
            for (Metrics metrics : List.of(read(engine), engine.metrics())) {
                assertThat(metrics.feeds()).hasSize(1);
                assertThat(metrics.value(Metric.DISPATCHERS)).isEqualTo(1);
                DispatcherMetrics dispatcher = metrics.dispatchers().get(0);
                assertThat(dispatcher.name()).isEqualTo("tailrace-feeds-1");
                assertThat(dispatcher.feeds()).isEqualTo(3);
                assertThat(dispatcher.together()).isEqualTo(3);
                assertThat(dispatcher.position()).isEqualTo(11);
                assertThat(dispatcher.lag()).isZero();
                assertThat(dispatcher.events()).isEqualTo(30);
                assertThat(dispatcher.read()).isEqualTo(10);
                assertThat(dispatcher.slow()).isZero();
            }
        }
    }

    @Test
    void shouldCutWhatIsLongBetweenCharacters() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            String name = "\u00e4".repeat(100);
            Feed feed = table.filter(row("n").eq("\u20ac".repeat(200))).changes();
            engine.run(name, feed, change -> {});
            FeedMetrics told = read(engine).feeds().get(0);
            assertThat(told.name()).matches("\u00e4+\\.\\.\\.").hasSizeGreaterThan(40);
            assertThat(told.query())
                    .startsWith("table(\"t\").filter(row.n == \"\u20ac")
                    .matches(".*\u20ac\\.\\.\\.");
        }
    }

    @Test
    void shouldShowNothingMoreThanItIsAskedTo() {
        try (Tailrace engine = Tailrace.open(config().metricsInterval(Duration.ZERO))) {
            time.addAndGet(SECOND_NS);
            engine.doWork();
            assertThat(engine.metrics().value(Metric.RING_SLOTS)).isPositive();
            assertThat(directory.resolve(FILE)).doesNotExist();
            assertThatThrownBy(() -> Metrics.read(directory))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("metrics.tailrace")
                    .hasMessageContaining("metricsInterval");
        }
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            engine.table("t").upsert("a").put("n", 1).commit();
            assertThat(engine.metrics().value(Metric.SEQUENCE_JOURNALED)).isEqualTo(2);
        }
    }

    @Test
    void shouldWorkWhereTheFileCannotBeMade() throws IOException {
        Tailrace.open(config()).close();
        Path inTheWay = directory.resolve("metrics.tailrace.new");
        Files.createDirectories(inTheWay.resolve("full"));
        try (Tailrace engine = Tailrace.open(config())) {
            engine.table("t").upsert("a").put("n", 1).commit();
            time.addAndGet(SECOND_NS);
            engine.doWork();
            assertThat(errors)
                    .singleElement()
                    .satisfies(error -> assertThat(error)
                            .isInstanceOf(EngineException.class)
                            .hasMessageContaining("metricsInterval(Duration.ZERO)"));
        }
    }

    @Test
    void shouldTellTheSameAfterCloseAsBefore() {
        Tailrace engine = Tailrace.open(config());
        engine.table("t").upsert("a").put("n", 1).commit();
        engine.sync();
        Metrics before = engine.metrics();
        engine.close();
        for (Metrics metrics : List.of(engine.metrics(), Metrics.read(directory))) {
            assertThat(metrics.isOpen()).isFalse();
            for (Metric metric : Metric.values()) {
                boolean isAhead = metric == Metric.JOURNAL_RESERVED || metric == Metric.JOURNAL_TOUCHED;
                long expected = isAhead ? 0 : before.value(metric); // nothing is, of a writer that is gone
                assertThat(metrics.value(metric)).as(metric.fullName()).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldTellThatAllIsSyncedOnceItIsClosed() {
        Tailrace engine = Tailrace.open(config());
        engine.table("t").upsert("a").put("n", 1).commit();
        assertThat(engine.metrics().value(Metric.SEQUENCE_SYNCED)).isZero();
        engine.close();
        assertThat(engine.metrics().value(Metric.SEQUENCE_SYNCED)).isEqualTo(2);
        assertThat(Metrics.read(directory).value(Metric.SEQUENCE_SYNCED)).isEqualTo(2);
    }

    @Test
    void shouldReadNothingElseFromDamagedFilesThanATypedErrorSaysOrNumbers() throws IOException {
        try (Tailrace engine = Tailrace.open(config().metricsFeeds(3))) {
            engine.run("f", engine.table("t").changes(), change -> {});
            read(engine);
        }
        byte[] sound = Files.readAllBytes(directory.resolve(FILE));
        int refused = 0;
        int unlike = 0;
        for (int at = 0; at < sound.length; at += at < 128 || at > sound.length - 1_600 ? 1 : 13) {
            byte[] damaged = sound.clone();
            damaged[at] ^= (byte) 0x81;
            Files.write(directory.resolve(FILE), damaged);
            try {
                unlike += Metrics.read(directory).feeds().isEmpty() ? 1 : 0;
            } catch (EngineException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(8);
        assertThat(unlike).as("a record whose checksum differs is not shown").isGreaterThan(500);
        for (int length = 0; length < sound.length; length += 61) {
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve(FILE).toFile(), "rw")) {
                file.setLength(0);
                file.write(sound, 0, length);
            }
            assertThatThrownBy(() -> Metrics.read(directory)).isInstanceOf(EngineException.class);
        }
    }

    @Test
    void shouldAllocateNothingToShow() {
        try (Tailrace engine = Tailrace.open(config().metricsInterval(Duration.ofMillis(1)))) {
            Table table = engine.table("t");
            table.changes(ChangesOptions.squash(false).cursor("kept")).close();
            for (int i = 0; i < 50; i++) {
                engine.run("feed-" + i, table.filter(row("n").eq(i)).changes(), change -> {});
            }
            table.upsert("a").put("n", 1).commit();
            long bytes = AllocationMeter.allocatedPerWindow(1_000, () -> {
                time.addAndGet(1_000_000); // who looks for a second writer each minute allocates
                engine.doWork();
            });
            assertThat(bytes).isZero();
            assertThat(Metrics.read(directory).timeNs()).isEqualTo(time.get());
        }
    }
}
