package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.EngineException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.FeedException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.journal.Journal;
import io.tailrace.journal.VerifyReport;
import io.tailrace.query.Cursor;
import io.tailrace.write.SnapshotPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class RetentionTest {
    private static final int KEYS = 100;
    private static final long SEGMENT = 64 << 10;

    @TempDir
    Path directory;

    private final long[] nowNs = {1};
    private final List<Throwable> told = new CopyOnWriteArrayList<>();
    private int writes;

    private TailraceConfig config() {
        return new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .clock(() -> nowNs[0])
                .errorHandler(told::add)
                .segmentBytes((int) SEGMENT)
                .limits(new DocumentLimits().documentBytes(1_024));
    }

    private TailraceConfig reading() {
        return config().clock(System::nanoTime).readOnly(true);
    }

    private void fill(Table table, int count) {
        for (int i = 0; i < count; i++) {
            table.upsert(writes % KEYS)
                    .put("n", writes)
                    .put("text", "x".repeat(writes % 50))
                    .commit();
            writes++;
            nowNs[0] += 1_000_000;
        }
    }

    /** So much that the journal has that many segments more. */
    private void fillSegments(Tailrace engine, int count) {
        Table table = engine.table("t");
        int until = engine.info().segments() + engine.info().retiredSegments() + count;
        while (engine.info().segments() + engine.info().retiredSegments() < until) {
            fill(table, 50);
        }
        turn(engine);
    }

    /** Long enough for all that waits to be done, and for retention to look again. */
    private void turn(Tailrace engine) {
        nowNs[0] += Duration.ofSeconds(2).toNanos();
        for (int i = 0; i < 300; i++) {
            engine.doWork();
        }
    }

    private static String state(Tailrace engine) {
        StringBuilder state = new StringBuilder();
        engine.existingTable("t")
                .scanInKeyOrder((document, version) ->
                        state.append('\n').append(version).append(' ').append(document));
        return state.toString();
    }

    private static List<Long> sequences(Table table, ChangesOptions options) {
        List<Long> seen = new ArrayList<>();
        try (Feed feed = table.changes(options)) {
            while (feed.poll(change -> seen.add(change.sequence()), 1_000) > 0) {
                assertThat(seen).isNotEmpty();
            }
        }
        return seen;
    }

    @Test
    void shouldCompactTheJournalToWhatOpeningNeeds() {
        String before;
        long oldest;
        try (Tailrace engine = Tailrace.open(config())) {
            fillSegments(engine, 5);
            Compaction first = engine.compact();
            assertThat(first.segments()).isZero();
            assertThat(first.snapshot().sequence()).isEqualTo(engine.lastSequence());
            assertThat(engine.oldestSequence()).isEqualTo(1);
            fillSegments(engine, 1);
            Compaction second = engine.compact();
            assertThat(second.segments()).isEqualTo(5);
            assertThat(second.bytes()).isGreaterThan(4 * SEGMENT);
            oldest = second.oldestSequence();
            assertThat(oldest).isGreaterThan(1).isEqualTo(engine.oldestSequence());
            before = state(engine);
        }
        VerifyReport report = Journal.verify(directory);
        assertThat(report.defects()).isEmpty();
        assertThat(report.retiredSegments()).isEqualTo(5);
        assertThat(report.firstSequence()).isEqualTo(oldest);
        try (Tailrace engine = Tailrace.open(config())) {
            assertThat(engine.recovery().notes()).isEmpty();
            assertThat(state(engine)).isEqualTo(before);
            assertThat(engine.oldestSequence()).isEqualTo(oldest);
            assertThat(engine.info().firstSequence()).isEqualTo(oldest);
            fill(engine.table("t"), 10);
        }
    }

    /** One that has not read yet joins the others by a reader, which what it stands before may be too old for. */
    @Test
    void shouldEndOnlyTheFeedOfAGroupThatIsTooLate() {
        try (Tailrace engine = Tailrace.open(config());
                FeedGroup group = engine.group()) {
            fill(engine.table("t"), 1);
            List<Long> seen = new ArrayList<>();
            FeedRun late = group.add(engine.table("t").changes(ChangesOptions.squash(false)), change -> {});
            compacted(engine);
            FeedRun other = group.add(
                    engine.table("t").changes(ChangesOptions.squash(false)), change -> seen.add(change.sequence()));
            fill(engine.table("t"), 3);
            while (other.lag() > 0) {
                group.poll(10);
            }
            assertThat(late.failure()).hasRootCauseInstanceOf(ExpiredException.class);
            assertThat(seen).hasSize(3);
            assertThat(other.isRunning()).isTrue();
        }
    }

    /** The common reader stands where those stand who are served by it, and some of them may be ahead of it. */
    @Test
    void shouldGoOnWithTheFeedsOfAGroupThatStandBehindWhatIsRetired() {
        try (Tailrace engine = Tailrace.open(config());
                FeedGroup group = engine.group()) {
            fill(engine.table("t"), 1);
            ChangesOptions all = ChangesOptions.squash(false);
            FeedRun late = group.add(engine.table("t").changes(all), change -> {});
            FeedRun later = group.add(engine.table("t").changes(all), change -> {});
            group.poll(10);
            compacted(engine);
            List<Long> seen = new ArrayList<>();
            FeedRun ahead = group.add(engine.table("t").changes(all), change -> seen.add(change.sequence()));
            group.poll(10);
            fill(engine.table("t"), 3);
            while (ahead.lag() > 0) {
                group.poll(10);
            }
            assertThat(late.failure()).hasRootCauseInstanceOf(ExpiredException.class);
            assertThat(later.failure()).hasRootCauseInstanceOf(ExpiredException.class);
            assertThat(seen).hasSize(3);
            assertThat(ahead.isRunning()).isTrue();
        }
    }

    /** What was thrown away is behind the feed, whose reader has not come to it yet. */
    @Test
    void shouldGoOnBehindWhatABoundedQueueHasThrownAwayAndIsRetired() {
        try (Tailrace engine = Tailrace.open(config())) {
            List<String> seen = new ArrayList<>();
            try (Feed feed =
                    engine.table("t").changes(ChangesOptions.squash(false).queueSize(2))) {
                fillSegments(engine, 4);
                engine.compact();
                fillSegments(engine, 2);
                feed.poll(change -> seen.add(change.kind().toString()), 1);
                long position = feed.position();
                assertThat(engine.compact().segments()).isPositive();
                assertThat(engine.oldestSequence()).isBetween(2L, position);
                fill(engine.table("t"), 1);
                while (feed.poll(change -> seen.add(change.kind().toString()), 10) > 0) {
                    assertThat(feed.position()).isGreaterThanOrEqualTo(position);
                }
                assertThat(feed.position()).isEqualTo(engine.lastSequence());
            }
            assertThat(seen).startsWith("OVERFLOW").endsWith("CHANGE");
        }
    }

    @Test
    void shouldRefuseToStartBeforeTheOldestAndServeAllThatIsLeft() {
        try (Tailrace engine = Tailrace.open(config())) {
            compacted(engine);
            Table table = engine.table("t");
            long oldest = engine.oldestSequence();
            long last = engine.lastSequence();
            List<ChangesOptions> tooOld = List.of(
                    ChangesOptions.squash(false).from(1),
                    ChangesOptions.defaults().from(oldest - 1),
                    ChangesOptions.squash(Duration.ofSeconds(1)).resume(0),
                    ChangesOptions.defaults().resume(oldest - 2));
            for (ChangesOptions options : tooOld) {
                assertThatThrownBy(() -> table.changes(options))
                        .isInstanceOfSatisfying(
                                ExpiredException.class,
                                e -> assertThat(e.oldest()).isEqualTo(oldest));
                assertThatThrownBy(() -> table.orderBy("id").limit(3).changes(options))
                        .isInstanceOf(ExpiredException.class);
            }
            for (ChangesOptions options : List.of(
                    ChangesOptions.squash(false).fromStart(),
                    ChangesOptions.squash(false).from(oldest),
                    ChangesOptions.squash(false).resume(oldest - 1))) {
                List<Long> seen = sequences(table, options);
                assertThat(seen.get(0)).isEqualTo(oldest);
                assertThat(seen).hasSize((int) (last - oldest + 1));
            }
        }
    }

    /** Two snapshots, and nothing before the first. */
    private void compacted(Tailrace engine) {
        fillSegments(engine, 4);
        engine.compact();
        fillSegments(engine, 2);
        assertThat(engine.compact().segments()).isPositive();
    }

    @Test
    void shouldEndAFeedThatLagsTooFarAndNoOther() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            fill(table, 10);
            Feed lagging = table.changes(ChangesOptions.squash(false).fromStart());
            Feed ordered = table.orderBy("id").limit(3).changes();
            assertThat(lagging.poll(change -> {}, 5)).isEqualTo(5);
            FeedRun running = engine.run(
                    "running", table.changes(ChangesOptions.squash(false).fromStart()), change -> {});
            compacted(engine);
            long oldest = engine.oldestSequence();
            for (Feed feed : List.of(lagging, ordered)) {
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(() -> {
                                while (feed.poll(change -> {}, 100) > 0) {
                                    assertThat(feed.position()).isLessThan(oldest);
                                }
                            })
                            .isInstanceOfSatisfying(ExpiredException.class, e -> {
                                assertThat(e.oldest()).isEqualTo(oldest);
                                assertThat(e.requested()).isLessThan(oldest);
                            });
                }
            }
            turn(engine);
            assertThat(running.failure()).isNull();
            assertThat(running.position()).isEqualTo(engine.lastSequence());
        }
    }

    @Test
    void shouldWaitForAFeedThatAsksForItAndNotForEver() {
        try (Tailrace engine = Tailrace.open(
                config().retention(RetentionPolicy.keepAll().bytes(2 * SEGMENT).waitingBytes(9 * SEGMENT)))) {
            Table table = engine.table("t");
            fill(table, 10);
            Feed feed = table.changes(ChangesOptions.squash(false).fromStart().holdRetention());
            assertThat(feed).hasToString(feed.toString()).asString().contains(".holdRetention()");
            fillSegments(engine, 3);
            engine.snapshot();
            fillSegments(engine, 2);
            engine.snapshot();
            turn(engine);
            assertThat(engine.oldestSequence()).isEqualTo(1);
            assertThat(engine.compact().segments()).isZero();
            long half = engine.lastSequence() / 2;
            while (feed.position() < half) {
                feed.poll(change -> {}, 10);
            }
            turn(engine);
            assertThat(engine.oldestSequence()).isBetween(2L, feed.position() + 1);
            fillSegments(engine, 8);
            engine.snapshot();
            fillSegments(engine, 1);
            engine.snapshot();
            turn(engine);
            assertThat(engine.oldestSequence()).isGreaterThan(feed.position() + 1);
            assertThat(told).hasSize(1);
            assertThat(told.get(0))
                    .isInstanceOf(ExpiredException.class)
                    .hasMessageContainingAll("was waited for", ".holdRetention()");
            assertThatThrownBy(() -> {
                        while (feed.poll(change -> {}, 100) > 0) {
                            assertThat(feed.ended()).isFalse();
                        }
                    })
                    .isInstanceOf(ExpiredException.class);
        }
    }

    @Test
    void shouldWaitForACursorThatAsksForItAlsoWhenNoFeedHasIt() {
        TailraceConfig config =
                config().retention(RetentionPolicy.keepAll().bytes(SEGMENT).waitingBytes(12 * SEGMENT));
        ChangesOptions named = ChangesOptions.squash(false).fromStart().cursor("risk", CursorOption.HOLDING);
        long position;
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            fill(table, 10);
            try (Feed feed = table.changes(named);
                    Feed other = table.changes(
                            ChangesOptions.squash(false).fromStart().cursor("other"))) {
                assertThat(feed.poll(change -> {}, 5)).isEqualTo(5);
                assertThat(other.poll(change -> {}, 5)).isEqualTo(5);
                position = feed.position();
            }
            twoSnapshots(engine);
            assertThat(engine.oldestSequence()).isEqualTo(1);
        }
        try (Tailrace engine = Tailrace.open(config)) {
            twoSnapshots(engine);
            assertThat(engine.oldestSequence()).isEqualTo(1);
            long[] next = {position};
            try (Feed feed = engine.table("t").changes(named)) {
                for (int i = 0; i < 100; i++) {
                    feed.poll(change -> assertThat(change.sequence()).isEqualTo(++next[0]), 5);
                }
                assertThat(feed.position()).isEqualTo(position + 500);
            }
            turn(engine);
            assertThat(engine.oldestSequence()).isBetween(2L, position + 501);
            assertThat(told).isEmpty();
            Table table = engine.table("t");
            assertThatThrownBy(() -> table.changes(ChangesOptions.squash(false).cursor("other")))
                    .isInstanceOf(ExpiredException.class);
            for (int i = 0; i < 4; i++) {
                twoSnapshots(engine);
            }
            assertThat(engine.oldestSequence()).isGreaterThan(position + 501);
            assertThat(told).hasSize(1);
            assertThat(told.get(0))
                    .isInstanceOf(ExpiredException.class)
                    .hasMessageContainingAll("was waited for", "cursor=risk");
            assertThatThrownBy(() -> table.changes(named)).isInstanceOf(ExpiredException.class);
        }
    }

    private void twoSnapshots(Tailrace engine) {
        fillSegments(engine, 2);
        engine.snapshot();
        fillSegments(engine, 2);
        engine.snapshot();
        turn(engine);
    }

    @Test
    void shouldEndARunOfTheEngineByTheReasonOfTheEngine() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            fill(table, 10);
            Feed feed = table.changes(ChangesOptions.squash(false).fromStart());
            feed.poll(change -> {}, 1);
            compacted(engine);
            compacted(engine);
            FeedRun run = engine.run("late", feed, change -> {});
            turn(engine);
            assertThat(run.failure()).isInstanceOfSatisfying(FeedException.class, e -> {
                assertThat(e.reason()).isEqualTo(FeedException.Reason.ENGINE);
                assertThat(e).hasCauseInstanceOf(ExpiredException.class);
            });
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void shouldKeepAsManyBytesAsThePolicySays() {
        List<Long> segments = new ArrayList<>();
        for (int open = 0; open < 3; open++) {
            try (Tailrace engine =
                    Tailrace.open(config().snapshots(SnapshotPolicy.onDemand().every(Duration.ofMillis(200)))
                            .retention(RetentionPolicy.keepAll().bytes(5 * SEGMENT)))) {
                assertThat(engine.recovery().notes()).isEmpty();
                for (int round = 0; round < 20; round++) {
                    fillSegments(engine, 1);
                    segments.add((long) engine.info().segments());
                    long first = Math.max(2, engine.oldestSequence()); // the first of all makes the table
                    assertThat(sequences(
                                    engine.table("t"),
                                    ChangesOptions.squash(false).fromStart()))
                            .first()
                            .isEqualTo(first);
                }
            }
        }
        assertThat(told).isEmpty();
        assertThat(segments.subList(8, segments.size())).allMatch(count -> count >= 4 && count <= 7);
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    @Test
    void shouldKeepWhatIsYoungerThanThePolicySays() {
        Duration age = Duration.ofSeconds(30);
        try (Tailrace engine =
                Tailrace.open(config().snapshots(SnapshotPolicy.onDemand().every(Duration.ofMillis(200)))
                        .retention(RetentionPolicy.keepAll().age(age)))) {
            long[] first = {1, 0};
            for (int round = 0; round < 40; round++) {
                fillSegments(engine, 1); // some seconds
                Feed feed =
                        engine.table("t").changes(ChangesOptions.squash(false).fromStart());
                feed.poll(change -> first[1] = change.timeNs(), 1);
                feed.close();
            }
            assertThat(engine.oldestSequence()).isGreaterThan(1_000);
            long keptNs = engine.info().lastTimeNs() - first[1];
            assertThat(keptNs).isBetween(age.toNanos(), 2 * age.toNanos());
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldRunForLongWithFlatSpaceAndReadersBeside(Threading threading) throws Exception {
        TailraceConfig config = config().threading(threading)
                .clock(new TailraceConfig().clock())
                .segmentBytes(512 << 10)
                .snapshots(SnapshotPolicy.onDemand().everyBytes(1 << 20))
                .retention(RetentionPolicy.keepAll().bytes(4 << 20));
        long most = 0;
        try (Tailrace engine = Tailrace.open(config);
                Tailrace beside = Tailrace.open(reading())) {
            Table table = engine.table("t");
            Feed tail = beside.table("t").changes(ChangesOptions.squash(false).fromStart());
            byte[] much = new byte[700];
            long expected = 2;
            for (int round = 0; round < 150; round++) {
                for (int i = 0; i < 200; i++) {
                    table.upsert(i).put("n", round).put("much", much).commit();
                }
                long[] next = {expected};
                long committed = engine.lastSequence();
                while (tail.position() < committed) {
                    tail.poll(change -> assertThat(change.sequence()).isEqualTo(next[0]++), 1_000);
                }
                expected = next[0];
                assertThat(beside.existingTable("t").count()).isEqualTo(200);
                long[] n = {0};
                beside.existingTable("t").read(7, (document, version) -> n[0] = document.longValue("n"));
                assertThat(n[0]).isEqualTo(round);
                while (engine.info().segments() > 16) { // what is retired in the background is sealed there, too
                    engine.doWork();
                }
                most = Math.max(most, bytes());
            }
            assertThat(engine.isFailed()).isFalse();
            assertThat(engine.oldestSequence()).isGreaterThan(5_000);
        }
        assertThat(told).isEmpty();
        assertThat(most).isLessThan(30 << 20); // of more than 50 MiB that were written, snapshots counted
        assertThat(Journal.verify(directory).defects()).isEmpty();
        try (Tailrace engine = Tailrace.open(config)) {
            assertThat(engine.recovery().changes()).isLessThan(10_000);
            assertThat(engine.table("t").count()).isEqualTo(200);
        }
    }

    private long bytes() throws Exception {
        long sum = 0;
        try (var files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                try {
                    sum += Files.size(file);
                } catch (java.nio.file.NoSuchFileException e) {
                    sum += 0;
                }
            }
        }
        return sum;
    }

    @Test
    void shouldTellAReaderBesideThatItIsTooLate() {
        try (Tailrace engine = Tailrace.open(config())) {
            fill(engine.table("t"), 10);
            try (Tailrace beside = Tailrace.open(reading());
                    Tailrace idle = Tailrace.open(reading())) {
                Feed late = beside.existingTable("t")
                        .changes(ChangesOptions.squash(false).fromStart());
                assertThat(late.poll(change -> {}, 1)).isEqualTo(1);
                assertThat(idle.existingTable("t").count()).isEqualTo(10);
                compacted(engine);
                compacted(engine);
                long oldest = engine.oldestSequence();
                assertThatThrownBy(() -> {
                            while (late.position() < engine.lastSequence()) {
                                late.poll(change -> {}, 1_000);
                            }
                        })
                        .isInstanceOfSatisfying(
                                ExpiredException.class,
                                e -> assertThat(e.oldest()).isEqualTo(oldest));
                assertThat(beside.oldestSequence()).isEqualTo(oldest);
                assertThatThrownBy(() -> beside.existingTable("t")
                                .changes(ChangesOptions.defaults().from(1)))
                        .isInstanceOf(ExpiredException.class);
                assertThat(beside.existingTable("t").count()).isEqualTo(KEYS); // it reads a snapshot
                assertThat(sequences(
                                beside.existingTable("t"),
                                ChangesOptions.squash(false).fromStart()))
                        .isEqualTo(sequences(
                                engine.table("t"), ChangesOptions.squash(false).fromStart()));
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(() -> idle.existingTable("t").count())
                            .isInstanceOf(ExpiredException.class)
                            .hasMessageContaining("open the engine again");
                }
                try (Tailrace again = Tailrace.open(reading())) {
                    assertThat(state(again)).isEqualTo(state(engine));
                }
            }
        }
    }

    @Test
    void shouldShowTablesIndexesAndNamesBesideAWriterThatHasRetired() {
        try (Tailrace engine = Tailrace.open(config())) {
            engine.table("gone").upsert(1).commit();
            Table table = engine.table("t");
            table.createIndex("n");
            engine.dropTable("gone");
            compacted(engine);
            engine.table("late").upsert(1).put("new", true).commit();
            table.createIndex("text");
            try (Tailrace beside = Tailrace.open(reading())) {
                assertThat(beside.tables()).isEqualTo(engine.tables());
                assertThat(state(beside)).isEqualTo(state(engine));
                assertThat(beside.existingTable("late").count()).isEqualTo(1);
                assertThat(beside.existingTable("t").indexes()).isEqualTo(table.indexes());
                for (String index : table.indexes()) {
                    assertThat(beside.existingTable("t").orderBy(index).limit(5).count())
                            .isEqualTo(5);
                }
                assertThat(beside.existingTable("t").getAllBy("n", writes - 1).count())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void shouldEndAReadThatNeedsWhatIsRetiredAndNeverShowAnythingElse() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            fill(table, 5 * KEYS);
            Cursor slow = table.read();
            List<Long> seen = new ArrayList<>();
            assertThat(slow.next()).isTrue();
            seen.add(slow.value().document().longValue("n"));
            compacted(engine);
            compacted(engine);
            assertThatThrownBy(() -> {
                        while (slow.next()) {
                            seen.add(slow.value().document().longValue("n"));
                        }
                    })
                    .isInstanceOf(ExpiredException.class);
            assertThat(seen).allMatch(n -> n >= 4 * KEYS && n < 5 * KEYS);
        }
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        RetentionPolicy policy = RetentionPolicy.keepAll().bytes(0);
        for (TailraceConfig config : List.of(
                new TailraceConfig().inMemory().retention(policy),
                config().readOnly(true).retention(policy),
                config().retention(policy).snapshots(SnapshotPolicy.onDemand().keep(1)))) {
            assertThatThrownBy(() -> Tailrace.open(config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("retention(p)", "keep 0 bytes");
        }
        assertThatThrownBy(() -> policy.bytes(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.waitingBytes(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.age(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(RetentionPolicy.keepAll()).hasToString("keep all");
        assertThat(policy.bytes(5).age(Duration.ofDays(1)).waitingBytes(9))
                .hasToString("keep 5 bytes PT24H, wait for 9 bytes");
        try (Tailrace engine = Tailrace.open(config())) {
            assertThatThrownBy(engine::compact)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("empty");
            fill(engine.table("t"), 1);
            try (Tailrace reader = Tailrace.open(reading())) {
                assertThatThrownBy(reader::compact).isInstanceOf(ReadOnlyJournalException.class);
                assertThat(reader.oldestSequence()).isEqualTo(1);
            }
        }
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            engine.table("t");
            assertThat(engine.oldestSequence()).isEqualTo(1);
            assertThatThrownBy(engine::compact)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("in memory");
        }
    }

    @Test
    void shouldTellOfADamagedSnapshotAndRetireOnTheStrengthOfOthers() throws Exception {
        try (Tailrace engine =
                Tailrace.open(config().retention(RetentionPolicy.keepAll().bytes(SEGMENT)))) {
            fillSegments(engine, 3);
            Path older = engine.snapshot().file();
            byte[] bytes = Files.readAllBytes(older);
            bytes[bytes.length - 100] ^= 1;
            Files.write(older, bytes);
            fillSegments(engine, 2);
            engine.snapshot();
            turn(engine);
            assertThat(told).hasSize(1);
            assertThat(told.get(0)).isInstanceOf(CorruptJournalException.class).hasMessageContaining(older.toString());
            assertThat(engine.oldestSequence()).isEqualTo(1);
            fillSegments(engine, 1);
            engine.snapshot();
            nowNs[0] += Duration.ofMinutes(2).toNanos();
            turn(engine);
            assertThat(told).hasSize(1);
            assertThat(engine.oldestSequence()).isGreaterThan(1);
            assertThat(engine.isFailed()).isFalse();
        }
    }

    @Test
    void shouldRefuseAStateThatNoSnapshotIsOldEnoughFor() {
        try (Tailrace engine =
                Tailrace.open(config().retention(RetentionPolicy.keepAll().bytes(SEGMENT)))) {
            fillSegments(engine, 3);
            engine.snapshot();
            fillSegments(engine, 3);
            engine.snapshot();
            fillSegments(engine, 1);
            long oldest = engine.oldestSequence();
            long state = engine.snapshots().get(engine.snapshots().size() - 1).sequence();
            assertThat(oldest).isBetween(2L, state - 1);
            for (long sequence : new long[] {0, oldest - 1, oldest, (oldest + state) / 2, state - 1}) {
                assertThatThrownBy(() -> engine.asOf(sequence))
                        .as("sequence=%d", sequence)
                        .isInstanceOfSatisfying(
                                ExpiredException.class,
                                error -> assertThat(error.oldest()).isEqualTo(state));
            }
            try (AsOf then = engine.asOf(state)) {
                assertThat(then.existingTable("t").count()).isEqualTo(KEYS);
            }
            try (AsOf then = engine.asOf(state + 1)) {
                assertThat(then.existingTable("t").count()).isEqualTo(KEYS);
            }
            // Changes are there from the oldest on, whatever of snapshots.
            long[] played = {0};
            engine.replay().run(engine.existingTable("t")::changes, change -> played[0]++);
            assertThat(played[0]).isEqualTo(engine.lastSequence() - oldest + 1);
        }
    }
}
