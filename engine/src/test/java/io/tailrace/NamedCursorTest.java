package io.tailrace;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.row;
import static io.tailrace.feed.ChangesOptions.defaults;
import static io.tailrace.feed.ChangesOptions.squash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.error.CursorException;
import io.tailrace.error.EngineException;
import io.tailrace.error.FeedException;
import io.tailrace.error.LimitException;
import io.tailrace.error.QueryException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.journal.CursorInfo;
import io.tailrace.journal.Journal;
import io.tailrace.testing.DirectoryCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NamedCursorTest {
    private static final ChangesOptions VERBATIM = squash(false).cursor("risk");

    @TempDir
    Path directory;

    @TempDir
    Path copies;

    private Tailrace engine;
    private Table table;

    @BeforeEach
    void open() {
        engine = Tailrace.open(config(directory));
        table = engine.table("quotes");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static TailraceConfig config(Path directory) {
        return new TailraceConfig().directory(directory).threading(Threading.INVOKER);
    }

    private void reopen() {
        engine.close();
        open();
    }

    private void put(String key, int value) {
        table.upsert(key).put("value", value).commit();
    }

    /** Leaves a copy of the directory as it is now, as a kill would, and opens that. */
    private void kill() throws IOException {
        Path next = copies.resolve("killed-" + engine.lastSequence() + "-" + System.identityHashCode(engine));
        DirectoryCopy.of(directory, next);
        engine.close();
        directory = next;
        open();
    }

    private static List<String> poll(Feed feed, int limit) {
        List<String> events = new ArrayList<>();
        feed.poll(change -> events.add(text(change)), limit);
        return events;
    }

    private static String text(io.tailrace.feed.Change change) {
        return change.key() + ":"
                + (change.oldVal() == null ? "-" : change.oldVal().longValue("value")) + ">"
                + (change.newVal() == null ? "-" : change.newVal().longValue("value"));
    }

    private static CursorException.Reason refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(CursorException.class, call).reason();
    }

    private CursorInfo info() {
        return engine.cursors().get(0);
    }

    @Test
    void shouldGoOnAfterTheLastPoll() {
        try (Feed feed = table.changes(VERBATIM)) {
            put("a", 1);
            put("b", 2);
            put("a", 3);
            assertThat(poll(feed, 2)).containsExactly("\"a\":->1", "\"b\":->2");
        }
        try (Feed feed = table.changes(VERBATIM)) {
            assertThat(poll(feed, 10)).containsExactly("\"a\":1>3");
        }
        reopen();
        put("c", 4);
        try (Feed feed = table.changes(VERBATIM)) {
            assertThat(poll(feed, 10)).containsExactly("\"c\":->4");
        }
    }

    @Test
    void shouldGoOnAfterAKill() throws IOException {
        Feed feed = table.changes(VERBATIM);
        put("a", 1);
        put("b", 2);
        assertThat(poll(feed, 1)).containsExactly("\"a\":->1");
        kill();
        put("c", 3);
        assertThat(poll(table.changes(VERBATIM), 10)).containsExactly("\"b\":->2", "\"c\":->3");
    }

    @Test
    void shouldShowAgainWhatAHandlerHasThrownAt() {
        put("a", 1);
        Feed failing = table.changes(VERBATIM.fromStart());
        put("b", 2);
        put("c", 3);
        assertThatThrownBy(() -> failing.poll(
                        change -> {
                            if (change.newVal().longValue("value") == 2) {
                                throw new IllegalStateException("not this one");
                            }
                        },
                        10))
                .isInstanceOf(FeedException.class);
        try (Feed feed = table.changes(VERBATIM)) {
            assertThat(poll(feed, 10)).containsExactly("\"b\":->2", "\"c\":->3");
        }
    }

    @Test
    void shouldTakeATakenEventForHandledWhenTheNextIsAskedFor() {
        try (Feed feed = table.changes(VERBATIM)) {
            put("a", 1);
            put("b", 2);
            assertThat(text(feed.take())).isEqualTo("\"a\":->1");
            assertThat(text(feed.take())).isEqualTo("\"b\":->2");
        }
        try (Feed feed = table.changes(VERBATIM)) {
            assertThat(poll(feed, 10)).containsExactly("\"b\":->2");
        }
    }

    @Test
    void shouldGoOnInsideASquashedRead() {
        ChangesOptions options = defaults().cursor("risk");
        try (Feed feed = table.changes(options)) {
            put("a", 1);
            put("b", 2);
            put("c", 3);
            put("a", 4);
            assertThat(poll(feed, 1)).containsExactly("\"a\":->4");
            put("b", 5); // folds no more into the read that was begun
            assertThat(poll(feed, 1)).containsExactly("\"b\":->2");
        }
        assertThat(info().events()).isEqualTo(2);
        assertThat(info().end()).isEqualTo(info().sequence() + 4);
        reopen();
        try (Feed feed = table.changes(options)) {
            assertThat(poll(feed, 10)).containsExactly("\"c\":->3", "\"b\":2>5");
        }
    }

    @Test
    void shouldEndOneReadAndBeginTheNextInOnePoll() {
        try (Feed feed = table.changes(defaults().cursor("risk"))) {
            put("a", 1);
            put("b", 2);
            assertThat(poll(feed, 1)).containsExactly("\"a\":->1");
            put("a", 3);
            put("a", 4);
            assertThat(poll(feed, 10)).containsExactly("\"b\":->2", "\"a\":1>4");
            assertThat(poll(feed, 10)).isEmpty();
        }
    }

    @Test
    void shouldGoOnInsideAWindow() {
        ChangesOptions options = squash(Duration.ofSeconds(1)).cursor("risk");
        long second = 1_000_000_000L;
        long start = engine.info().lastTimeNs() / second * second + 10 * second;
        try (Feed feed = table.changes(options)) {
            for (int i = 0; i < 3; i++) {
                table.upsert("k" + i).put("value", i).time(start + i).commit();
            }
            engine.advanceTime(start + second);
            assertThat(poll(feed, 2)).containsExactly("\"k0\":->0", "\"k1\":->1");
        }
        reopen();
        try (Feed feed = table.changes(options)) {
            assertThat(poll(feed, 10)).containsExactly("\"k2\":->2");
        }
    }

    @Test
    void shouldGoOnInsideTheEventsOfOneChange() {
        table.createIndex("value", row("value"));
        put("a", 1);
        put("b", 2);
        put("c", 3);
        Query least = table.orderBy("value").limit(2);
        ChangesOptions options = squash(false).includeInitial(false).cursor("risk");
        try (Feed feed = least.changes(options)) {
            table.delete("a").commit();
            table.upsert("a").put("value", 0).commit();
            assertThat(poll(feed, 1)).hasSize(1);
        }
        reopen();
        List<String> rest;
        try (Feed feed = engine.table("quotes").orderBy("value").limit(2).changes(options)) {
            rest = poll(feed, 10);
        }
        try (Feed feed = engine.table("quotes")
                .orderBy("value")
                .limit(2)
                .changes(squash(false).includeInitial(false).from(5))) {
            List<String> all = poll(feed, 10);
            assertThat(rest).isEqualTo(all.subList(1, all.size()));
        }
    }

    @Test
    void shouldBeginAnewUntilAllInitialValuesAreHandled() {
        put("a", 1);
        put("b", 2);
        ChangesOptions options = VERBATIM.includeInitial();
        try (Feed feed = table.changes(options)) {
            assertThat(poll(feed, 2)).hasSize(2);
            assertThat(info().initial()).isTrue();
        }
        put("c", 3);
        try (Feed feed = table.changes(options)) {
            assertThat(poll(feed, 10)).hasSize(3);
            assertThat(info().initial()).isFalse();
        }
        try (Feed feed = table.changes(options)) {
            assertThat(poll(feed, 10)).isEmpty();
        }
    }

    @Test
    void shouldServeOneFeedAtATime() {
        try (Feed feed = table.changes(VERBATIM)) {
            assertThat(refusal(() -> table.changes(VERBATIM))).isEqualTo(CursorException.Reason.IN_USE);
            assertThat(refusal(() -> engine.moveCursor("risk", 0))).isEqualTo(CursorException.Reason.IN_USE);
            assertThat(refusal(() -> engine.deleteCursor("risk"))).isEqualTo(CursorException.Reason.IN_USE);
            assertThat(feed.ended()).isFalse();
        }
        table.changes(VERBATIM).close();
    }

    @Test
    void shouldBeThatOfOneQuery() {
        table.changes(VERBATIM).close();
        Query other = table.filter(row("value").gt(3));
        assertThatThrownBy(() -> other.changes(VERBATIM))
                .isInstanceOf(CursorException.class)
                .hasMessageContaining("another query")
                .hasMessageContaining("row.value > 3")
                .hasMessageContaining("moveCursor");
        assertThat(refusal(() -> table.changes(defaults().cursor("risk"))))
                .isEqualTo(CursorException.Reason.ANOTHER_QUERY);
        engine.moveCursor("risk", info().sequence());
        other.changes(VERBATIM).close();
        assertThat(refusal(() -> table.changes(VERBATIM))).isEqualTo(CursorException.Reason.ANOTHER_QUERY);
        reopen();
        assertThat(refusal(() -> table.changes(VERBATIM))).isEqualTo(CursorException.Reason.ANOTHER_QUERY);
        assertThat(info().query()).contains("row.value > 3");
    }

    @Test
    void shouldTellATableFromOneOfItsName() {
        table.changes(VERBATIM).close();
        engine.dropTable("quotes");
        Table again = engine.table("quotes");
        assertThatThrownBy(() -> again.changes(VERBATIM)).hasMessageContaining("both read as");
    }

    @Test
    void shouldListMoveAndDelete() {
        put("a", 1);
        put("b", 2);
        assertThat(engine.cursors()).isEmpty();
        table.changes(squash(false).cursor("b")).close();
        try (Feed feed =
                table.changes(squash(false).cursor("a", CursorOption.HOLDING).fromStart())) {
            assertThat(feed.ended()).isFalse();
            assertThat(engine.cursors()).extracting(CursorInfo::name).containsExactly("a", "b");
            assertThat(info().inUse()).isTrue();
            assertThat(info().holding()).isTrue();
            assertThat(info().sequence()).isZero();
        }
        assertThat(engine.cursors().get(1).sequence()).isEqualTo(3);
        engine.moveCursor("b", 2);
        try (Feed feed = table.changes(squash(false).cursor("b"))) {
            assertThat(poll(feed, 10)).containsExactly("\"b\":->2");
        }
        assertThatThrownBy(() -> engine.moveCursor("b", 4)).isInstanceOf(IllegalArgumentException.class);
        assertThat(refusal(() -> engine.moveCursor("c", 1))).isEqualTo(CursorException.Reason.NO_SUCH_CURSOR);
        assertThat(engine.deleteCursor("a")).isTrue();
        assertThat(engine.deleteCursor("a")).isFalse();
        reopen();
        assertThat(engine.cursors()).extracting(CursorInfo::name).containsExactly("b");
        try (Tailrace reader =
                Tailrace.open(new TailraceConfig().directory(directory).readOnly(true))) {
            assertThat(reader.cursors()).isEqualTo(engine.cursors());
            assertThatThrownBy(() -> reader.table("quotes").changes(VERBATIM))
                    .isInstanceOf(ReadOnlyJournalException.class);
            assertThatThrownBy(() -> reader.moveCursor("b", 1)).isInstanceOf(ReadOnlyJournalException.class);
            assertThatThrownBy(() -> reader.deleteCursor("b")).isInstanceOf(ReadOnlyJournalException.class);
        }
    }

    @Test
    void shouldRefuseBadNamesAndTooMany() {
        for (String name : List.of("", ".a", "a/b", "a b", "x".repeat(65))) {
            assertThat(refusal(() -> table.changes(squash(false).cursor(name))))
                    .isEqualTo(CursorException.Reason.BAD_NAME);
        }
        assertThat(engine.cursors()).isEmpty();
    }

    @Test
    void shouldNotKeepACursorThatCouldNotBeOpened() {
        assertThatThrownBy(() -> table.changes(VERBATIM.includeOffsets())).isInstanceOf(QueryException.class);
        assertThat(engine.cursors()).isEmpty();
        table.changes(VERBATIM).close();
    }

    @Test
    void shouldRefuseWhatLosesEvents() {
        assertThatThrownBy(() -> table.changes(VERBATIM.queueSize(10)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("none is lost");
        assertThatThrownBy(() -> table.changes(VERBATIM).skip(1)).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> table.changes(VERBATIM).union(table.changes()))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("unite the queries");
        assertThatThrownBy(() -> table.changes().union(table.changes(VERBATIM))).isInstanceOf(QueryException.class);
    }

    @Test
    void shouldServeUnitedQueriesAndStepsAfterChanges() {
        Table other = engine.table("other");
        ChangesOptions options = defaults().cursor("risk");
        Query both =
                table.filter(row("value").ge(0)).union(other.filter(row("value").ge(0)));
        try (Feed feed = both.changes(options).filter(newVal("value").ne(7))) {
            put("a", 7);
            put("b", 1);
            other.upsert("c").put("value", 2).commit();
            assertThat(poll(feed, 1)).containsExactly("\"b\":->1");
        }
        try (Feed feed = both.changes(options)) {
            assertThat(poll(feed, 10)).containsExactly("\"c\":->2");
        }
    }

    @Test
    void shouldKeepThePositionInAGroupAndWhenTheEngineRunsIt() {
        List<String> events = new ArrayList<>();
        try (FeedGroup group = engine.group()) {
            group.add(table.changes(squash(false).cursor("one")), change -> events.add(text(change)));
            group.add(table.changes(defaults().cursor("two")), change -> {});
            group.add(table.changes(), change -> {});
            put("a", 1);
            put("b", 2);
            while (group.poll(100) > 0) {
                assertThat(group.isClosed()).isFalse();
            }
            assertThat(group.explain().toString()).contains("its position is kept under a name");
        }
        assertThat(events).containsExactly("\"a\":->1", "\"b\":->2");
        assertThat(engine.cursors()).allMatch(cursor -> cursor.sequence() == 3 && !cursor.inUse());
        engine.run(table.changes(squash(false).cursor("one")), change -> events.add(text(change)));
        put("c", 3);
        while (events.size() < 3) {
            engine.doWork();
        }
        engine.doWork();
        reopen();
        assertThat(engine.cursors().get(0).sequence()).isEqualTo(4);
    }

    @Test
    void shouldNoticeAHistoryThatWasCut() throws IOException {
        put("a", 1);
        Path before = copies.resolve("before");
        DirectoryCopy.of(directory, before);
        try (Feed feed = table.changes(VERBATIM)) {
            put("b", 2);
            put("c", 3);
            assertThat(poll(feed, 10)).hasSize(2);
        }
        engine.close();
        Files.createDirectory(before.resolve("cursors"));
        Files.copy(directory.resolve("cursors/risk.cursor"), before.resolve("cursors/risk.cursor"));
        directory = before;
        open();
        assertThat(refusal(() -> table.changes(VERBATIM))).isEqualTo(CursorException.Reason.ANOTHER_HISTORY);
        put("d", 4);
        put("e", 5);
        put("f", 6);
        assertThatThrownBy(() -> table.changes(VERBATIM))
                .isInstanceOf(CursorException.class)
                .hasMessageContaining("written anew");
        engine.moveCursor("risk", 2);
        assertThat(poll(table.changes(VERBATIM), 10)).hasSize(3);
    }

    @Test
    void shouldTellOfADamagedFile() throws IOException {
        table.changes(VERBATIM).close();
        engine.close();
        Path file = directory.resolve("cursors/risk.cursor");
        byte[] bytes = Files.readAllBytes(file);
        for (int at : new int[] {20, 45}) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            open();
            assertThat(engine.recovery().notes()).anyMatch(note -> note.contains("cursor=risk"));
            assertThat(info().defect()).isNotNull();
            assertThat(refusal(() -> table.changes(VERBATIM))).isEqualTo(CursorException.Reason.DAMAGED);
            engine.close();
        }
        open();
        engine.moveCursor("risk", 1);
        table.changes(VERBATIM).close();
        assertThat(info().defect()).isNull();
    }

    @Test
    void shouldGoOnFromTheSlotThatIsWhole() throws IOException {
        try (Feed feed = table.changes(VERBATIM)) {
            put("a", 1);
            assertThat(poll(feed, 10)).hasSize(1);
            put("b", 2);
            assertThat(poll(feed, 10)).hasSize(1);
        }
        engine.close();
        Path file = directory.resolve("cursors/risk.cursor");
        byte[] bytes = Files.readAllBytes(file);
        bytes[4_096 + 40] ^= 1;
        Files.write(file, bytes);
        open();
        try (Feed feed = table.changes(VERBATIM)) {
            assertThat(poll(feed, 10)).containsExactly("\"b\":->2");
        }
    }

    @Test
    void shouldSaveOnTheDeviceWhenAsked() {
        try (Feed feed = table.changes(squash(false).cursor("risk", CursorOption.SYNCED))) {
            put("a", 1);
            assertThat(poll(feed, 10)).hasSize(1);
            assertThat(info().sequence()).isEqualTo(2);
        }
    }

    @Test
    void shouldKeepACursorInMemoryAsLongAsTheEngine() {
        try (Tailrace memory = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            Table quotes = memory.table("quotes");
            quotes.upsert("a").put("value", 1).commit();
            try (Feed feed = quotes.changes(VERBATIM.fromStart())) {
                assertThat(poll(feed, 10)).hasSize(1);
            }
            try (Feed feed = quotes.changes(VERBATIM.fromStart())) {
                assertThat(poll(feed, 10)).isEmpty();
            }
            assertThat(memory.deleteCursor("risk")).isTrue();
        }
    }

    @Test
    void shouldBoundTheNumber() {
        try (Tailrace memory = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            Table quotes = memory.table("quotes");
            for (int i = 0; i < 1_024; i++) {
                quotes.changes(squash(false).cursor("c" + i)).close();
            }
            assertThatThrownBy(() -> quotes.changes(VERBATIM)).isInstanceOf(LimitException.class);
            memory.deleteCursor("c7");
            quotes.changes(VERBATIM).close();
        }
    }

    @Test
    void shouldRefuseToCommitWhatIsNotByTransaction() {
        put("a", 1);
        try (Feed feed = table.changes(VERBATIM.fromStart())) {
            Transaction transaction = engine.transaction();
            assertThatThrownBy(() -> feed.poll(change -> change.commitWith(transaction), 1))
                    .hasRootCauseInstanceOf(CursorException.class);
        }
        try (Feed feed = table.changes()) {
            assertThatThrownBy(() -> feed.commitWith(engine.transaction()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("keeps no position");
        }
    }

    private void damageBlockFromTheEnd(int number) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(directory)) {
            segment = files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.length();
        for (int i = 0; i < number; i++) {
            at = text.lastIndexOf("TRBK", at - 1);
        }
        bytes[at + 100] ^= 1;
        Files.write(segment, bytes);
    }

    @Test
    void shouldBeCarriedToASalvagedJournalWhereWhatItHasPassedIsThere() throws IOException {
        ChangesOptions later = squash(false).cursor("later");
        ChangesOptions booking = squash(false).cursor("booking", CursorOption.BY_TRANSACTION);
        put("a", 1);
        long first = engine.lastSequence();
        try (Feed feed = table.changes(VERBATIM.fromStart())) {
            poll(feed, 1);
        }
        put("b", 2);
        put("c", 3);
        try (Feed feed = table.changes(later.fromStart());
                Feed booked = table.changes(booking.fromStart())) {
            poll(feed, 2);
            Transaction transaction = engine.transaction();
            poll(booked, 2);
            booked.commitWith(transaction);
            transaction.add(table.upsert("d").put("value", 4)).commit().orThrow();
        }
        long last = engine.lastSequence();
        engine.close();
        directory = DirectoryCopy.of(directory, copies.resolve("damaged"));
        Path whole = copies.resolve("whole");
        Path parted = copies.resolve("parted");
        assertThat(Journal.salvage(directory, whole, false).notes()).isEmpty();
        try (Tailrace salvaged = Tailrace.open(config(whole))) {
            assertThat(salvaged.cursors())
                    .extracting(CursorInfo::sequence)
                    .containsExactly(first + 1, first + 1, first);
            assertThat(poll(salvaged.table("quotes").changes(VERBATIM), 9))
                    .containsExactly("\"b\":->2", "\"c\":->3", "\"d\":->4");
            assertThat(poll(salvaged.table("quotes").changes(later), 9)).containsExactly("\"c\":->3", "\"d\":->4");
            assertThat(poll(salvaged.table("quotes").changes(booking), 9)).containsExactly("\"c\":->3", "\"d\":->4");
        }
        damageBlockFromTheEnd(3); // that of b
        assertThat(Journal.salvage(directory, parted, false).notes())
                .containsExactly("a cursor was left out: cursor=later sequence=" + (first + 1)
                        + ", what it has passed is not there, last=" + first);
        try (Tailrace salvaged = Tailrace.open(config(parted))) {
            assertThat(salvaged.lastSequence()).isEqualTo(first).isLessThan(last);
            assertThat(salvaged.cursors()).extracting(CursorInfo::name).containsExactly("booking", "risk");
            assertThat(poll(salvaged.table("quotes").changes(booking), 9)).containsExactly("\"a\":->1");
        }
    }
}
