package io.tailrace;

import static io.tailrace.feed.ChangesOptions.squash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.CursorException;
import io.tailrace.error.EngineException;
import io.tailrace.error.IllegalBlockingCallException;
import io.tailrace.error.WriteRefusedException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangeKind;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.journal.CursorInfo;
import io.tailrace.testing.DirectoryCopy;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a handler writes to the same engine with the position of its feed is written once, whatever ends in between. */
@Timeout(120)
class ExactlyOnceTest {
    private static final ChangesOptions BOOKED = squash(false).cursor("booking", CursorOption.BY_TRANSACTION);

    @TempDir
    Path directory;

    @TempDir
    Path copies;

    private Tailrace engine;
    private Table orders;
    private Table booked;

    @BeforeEach
    void open() {
        open(Threading.INVOKER);
    }

    private void open(Threading threading) {
        engine = Tailrace.open(new TailraceConfig()
                .directory(directory)
                .threading(threading)
                .segmentBytes(64 << 10)
                .limits(new DocumentLimits().documentBytes(1_024)));
        orders = engine.table("orders");
        booked = engine.table("booked");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void kill() throws IOException {
        Path next = copies.resolve("killed-" + System.identityHashCode(engine));
        DirectoryCopy.of(directory, next);
        engine.close();
        directory = next;
        open();
    }

    private void order(int from, int to) {
        for (int i = from; i < to; i++) {
            orders.upsert("o" + i).put("amount", i).commit();
        }
    }

    /** A row of its own for each event, so that one booked twice is refused. */
    private Transaction booking(Change change) {
        String row = change.sequence() + "-" + change.ordinal();
        return engine.transaction()
                .add(booked.insert()
                        .put("id", row)
                        .put("amount", change.newVal().longValue("amount")));
    }

    private void book(Change change) {
        Transaction transaction = booking(change);
        change.commitWith(transaction);
        transaction.commit().orThrow();
    }

    private CursorInfo info() {
        return engine.cursors().get(0);
    }

    @Test
    void shouldCommitPositionAndResultsTogether() throws IOException {
        Feed feed = orders.changes(BOOKED);
        order(0, 10);
        feed.poll(this::book, 4);
        kill();
        assertThat(booked.count()).isEqualTo(4);
        orders.changes(BOOKED).poll(this::book, 100);
        assertThat(booked.count()).isEqualTo(10);
    }

    @Test
    void shouldCommitOnceForAWholePoll() throws IOException {
        Feed feed = orders.changes(BOOKED);
        order(0, 10);
        Transaction transaction = engine.transaction();
        ChangeHandler collect = change -> transaction.add(
                booked.insert().put("id", "s" + change.sequence()).put("amount", 1));
        assertThat(feed.poll(collect, 4)).isEqualTo(4);
        feed.commitWith(transaction);
        transaction.commit().orThrow();
        assertThat(feed.poll(collect, 4)).isEqualTo(4);
        feed.commitWith(transaction);
        kill(); // before the second was committed
        assertThat(booked.count()).isEqualTo(4);
        Transaction again = engine.transaction();
        Feed next = orders.changes(BOOKED);
        assertThat(next.poll(
                        change -> again.add(booked.insert()
                                .put("id", "s" + change.sequence())
                                .put("amount", 1)),
                        100))
                .isEqualTo(6);
        next.commitWith(again);
        again.commit().orThrow();
        assertThat(booked.count()).isEqualTo(10);
    }

    @Test
    void shouldLeaveThePositionWhereATransactionIsRefused() {
        booked.insert().put("id", "taken").commit();
        order(0, 3);
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            List<WriteError> errors = new ArrayList<>();
            feed.poll(
                    change -> {
                        Transaction transaction = booking(change);
                        if (errors.size() == 1) {
                            transaction.add(booked.insert().put("id", "taken"));
                        }
                        change.commitWith(transaction);
                        errors.add(transaction.commit().error());
                    },
                    10);
            assertThat(errors).containsExactly(WriteError.NONE, WriteError.DUPLICATE_KEY, WriteError.CURSOR_MOVED);
        }
        assertThat(booked.count()).isEqualTo(2);
        try (Feed feed = orders.changes(BOOKED)) {
            feed.poll(this::book, 10);
        }
        assertThat(booked.count()).isEqualTo(4);
    }

    @Test
    void shouldLetAHandlerTryAgainForTheSameEvent() {
        booked.insert().put("id", "taken").commit();
        order(0, 3);
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            feed.poll(
                    change -> {
                        Transaction refused =
                                booking(change).add(booked.insert().put("id", "taken"));
                        change.commitWith(refused);
                        assertThat(refused.commit().error()).isEqualTo(WriteError.DUPLICATE_KEY);
                        book(change);
                    },
                    10);
        }
        assertThat(booked.count()).isEqualTo(4);
        try (Feed feed = orders.changes(BOOKED)) {
            assertThat(feed.poll(this::book, 10)).isZero();
        }
    }

    @Test
    void shouldRefuseAllThatFollowOnARefusedTransactionUnderWay() {
        booked.insert().put("id", "taken").commit();
        order(0, 4);
        List<Ack> acks = new ArrayList<>();
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            feed.poll(
                    change -> {
                        Transaction transaction = booking(change);
                        if (acks.size() == 1 || acks.size() == 3) {
                            transaction.add(booked.insert().put("id", "taken"));
                        }
                        change.commitWith(transaction);
                        acks.add(new Ack());
                        transaction.commit(acks.get(acks.size() - 1));
                    },
                    10);
            acks.forEach(engine::await);
        }
        assertThat(acks.stream().map(Ack::error))
                .containsExactly(
                        WriteError.NONE, WriteError.DUPLICATE_KEY, WriteError.CURSOR_MOVED, WriteError.CURSOR_MOVED);
        assertThatThrownBy(() -> acks.get(2).orThrow())
                .isInstanceOf(WriteRefusedException.class)
                .hasMessageContaining("open it again");
    }

    @Test
    void shouldNotLetAFeedBeforeCommitWhatTheNextOneHasTaken() {
        order(0, 3);
        Transaction late;
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            Transaction[] kept = new Transaction[1];
            feed.poll(
                    change -> {
                        kept[0] = booking(change);
                        change.commitWith(kept[0]);
                    },
                    1);
            late = kept[0];
        }
        try (Feed feed = orders.changes(BOOKED)) {
            feed.poll(this::book, 10);
        }
        assertThat(late.commit().error()).isEqualTo(WriteError.CURSOR_MOVED);
        late.clear();
        assertThat(booked.count()).isEqualTo(3);
    }

    @Test
    void shouldCommitWithoutWaitingOnTheThreadOfTheEngine() throws IOException {
        close();
        open(Threading.SHARED);
        List<Throwable> refused = new ArrayList<>();
        engine.run(orders.changes(BOOKED.fromStart()), change -> {
            Transaction transaction = booking(change);
            change.commitWith(transaction);
            try {
                transaction.commit();
            } catch (IllegalBlockingCallException e) {
                refused.add(e);
            }
            transaction.commit(new Ack());
        });
        order(0, 20);
        while (booked.count() < 20) {
            Thread.onSpinWait();
        }
        assertThat(refused).isNotEmpty();
        kill();
        try (Feed feed = orders.changes(BOOKED)) {
            assertThat(feed.poll(this::book, 100)).isZero();
        }
    }

    @Test
    void shouldKeepThePositionInSnapshotsAndAtTheBeginOfSegments() throws IOException {
        order(0, 10);
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            feed.poll(this::book, 7);
        }
        engine.snapshot();
        for (int i = 0; i < 600; i++) {
            booked.upsert("filler").put("text", "x".repeat(500) + i).commit();
        }
        assertThat(engine.info().segments()).isGreaterThan(3);
        engine.snapshot();
        kill();
        engine.close();
        Files.delete(directory.resolve("cursors/booking.cursor"));
        open();
        assertThat(engine.recovery().stateSequence()).isPositive();
        assertThat(engine.cursors()).hasSize(1);
        try (Feed feed = orders.changes(BOOKED)) {
            assertThat(feed.poll(this::book, 100)).isEqualTo(3);
        }
        assertThat(booked.count()).isEqualTo(11);
        try (Tailrace reader =
                Tailrace.open(new TailraceConfig().directory(directory).readOnly(true))) {
            assertThat(reader.cursors()).hasSize(1);
            assertThat(reader.cursors().get(0).sequence()).isEqualTo(info().sequence());
        }
    }

    @Test
    void shouldTakeTheNewerOfFileAndJournal() throws IOException {
        order(0, 10);
        Path file = directory.resolve("cursors/booking.cursor");
        byte[] before;
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            before = Files.readAllBytes(file);
            feed.poll(this::book, 7);
        }
        long journaled = info().sequence();
        engine.close();
        Files.write(file, before);
        open();
        assertThat(info().sequence()).isEqualTo(journaled);
        engine.moveCursor("booking", 3);
        kill();
        assertThat(info().sequence()).isEqualTo(3);
    }

    @Test
    void shouldNotBelieveAFileThatIsAheadOfALostTransaction() throws IOException {
        order(0, 3);
        Path early = copies.resolve("early");
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            feed.poll(this::book, 1);
            DirectoryCopy.of(directory, early);
            feed.poll(this::book, 1);
            booked.upsert("other").put("x", 1).commit();
            feed.poll(this::book, 1);
            booked.upsert("other").put("x", 2).commit();
            assertThat(feed.poll(this::book, 1)).isZero(); // nothing to book, the file alone moves on
        }
        long sequence = info().sequence();
        engine.close();
        Files.copy(
                directory.resolve("cursors/booking.cursor"),
                early.resolve("cursors/booking.cursor"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        directory = early;
        open();
        assertThat(info().sequence()).isLessThan(sequence);
        try (Feed feed = orders.changes(BOOKED)) {
            assertThat(feed.poll(this::book, 10)).isEqualTo(2);
        }
    }

    @Test
    void shouldGoOnInItsFileWhereNothingIsToBeBooked() {
        order(0, 1);
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            feed.poll(this::book, 10);
            long after = info().sequence();
            booked.upsert("other").put("x", 1).commit();
            feed.poll(this::book, 10);
            assertThat(info().sequence()).isGreaterThan(after);
            order(1, 2);
            feed.poll(change -> {}, 10);
            long unbooked = info().sequence();
            booked.upsert("other").put("x", 2).commit();
            feed.poll(change -> {}, 10);
            assertThat(info().sequence()).isEqualTo(unbooked);
        }
        try (Feed feed = orders.changes(BOOKED)) {
            assertThat(feed.poll(this::book, 10)).isEqualTo(1);
        }
    }

    @Test
    void shouldHaveInitialValuesComeAgainUntilAPositionIsCommitted() {
        order(0, 3);
        ChangesOptions options = BOOKED.includeInitial().includeStates();
        try (Feed feed = orders.changes(options)) {
            assertThatThrownBy(() -> feed.poll(
                            change -> {
                                if (change.kind() == ChangeKind.INITIAL) {
                                    change.commitWith(engine.transaction());
                                }
                            },
                            10))
                    .hasRootCauseInstanceOf(CursorException.class)
                    .hasStackTraceContaining("initial values");
        }
        try (Feed feed = orders.changes(options)) {
            assertThat(feed.poll(change -> {}, 10)).isEqualTo(5);
        }
        Transaction all = engine.transaction();
        ChangeHandler handler = change -> {
            if (change.kind() == ChangeKind.INITIAL) {
                all.add(booked.insert().put("id", change.key().toString()));
            } else if (change.kind() == ChangeKind.READY) {
                change.commitWith(all);
                all.commit().orThrow();
            }
        };
        try (Feed feed = orders.changes(options)) {
            assertThat(feed.poll(handler, 10)).isEqualTo(5);
        }
        assertThat(booked.count()).isEqualTo(3);
        try (Feed feed = orders.changes(options)) {
            assertThat(feed.poll(handler, 10)).isEqualTo(1);
        }
    }

    @Test
    void shouldCommitAPositionAlone() throws IOException {
        order(0, 3);
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            feed.poll(
                    change -> {
                        Transaction nothing = engine.transaction();
                        change.commitWith(nothing);
                        long last = engine.lastSequence();
                        assertThat(nothing.commit().outcome()).isEqualTo(Outcome.UNCHANGED);
                        assertThat(engine.lastSequence()).isEqualTo(last);
                    },
                    2);
        }
        kill();
        try (Feed feed = orders.changes(BOOKED)) {
            assertThat(feed.poll(this::book, 10)).isEqualTo(1);
        }
    }

    @Test
    void shouldDeleteWhatTheJournalKnows() throws IOException {
        order(0, 3);
        try (Feed feed = orders.changes(BOOKED.fromStart())) {
            feed.poll(this::book, 2);
        }
        assertThat(engine.deleteCursor("booking")).isTrue();
        assertThat(engine.cursors()).isEmpty();
        kill();
        assertThat(engine.cursors()).isEmpty();
        try (Feed feed = orders.changes(BOOKED)) {
            assertThat(feed.poll(this::book, 10)).isZero();
        }
    }

    @Test
    void shouldRefuseATransactionOfAnotherEngineOrFeed() {
        order(0, 1);
        try (Tailrace other = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
                Feed feed = orders.changes(BOOKED.fromStart());
                Feed second = orders.changes(squash(false)
                        .cursor("second", CursorOption.BY_TRANSACTION)
                        .fromStart())) {
            assertThatThrownBy(() -> feed.commitWith(other.transaction()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("another engine");
            Transaction transaction = engine.transaction();
            feed.commitWith(transaction);
            assertThatThrownBy(() -> second.commitWith(transaction))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("another feed");
        }
    }
}
