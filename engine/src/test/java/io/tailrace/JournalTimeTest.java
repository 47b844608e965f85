package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.ClockException;
import io.tailrace.error.EarlyTimeException;
import io.tailrace.error.EngineException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTimeTest {
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();
    private static final long YEARS_NS = Duration.ofDays(3_650).toNanos();
    private static final Duration WINDOW = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final List<Throwable> reported = new ArrayList<>();
    private long nowNs = 10 * MINUTE_NS;

    private Tailrace open() {
        return Tailrace.open(new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(Threading.INVOKER)
                .errorHandler(reported::add)
                .clock(() -> nowNs));
    }

    private static Feed windows(Table table) {
        return table.changes(ChangesOptions.squash(WINDOW).fromStart());
    }

    private static List<Long> poll(Feed feed) {
        List<Long> sequences = new ArrayList<>();
        feed.poll(change -> sequences.add(change.sequence()), 100);
        return sequences;
    }

    @Test
    void shouldFindSequencesByTheirTimes() {
        try (Tailrace engine = open()) {
            Instant begin = Instants.of(nowNs);
            assertThat(engine.sequenceAt(begin)).isZero();
            assertThat(engine.sequenceFrom(begin)).isEqualTo(1);
            Table table = engine.table("ticks");
            for (int i = 1; i < 10; i++) {
                nowNs += MINUTE_NS;
                table.upsert("a").put("price", i).commit();
            }
            assertThat(engine.sequenceAt(begin)).isEqualTo(1);
            assertThat(engine.sequenceAt(begin.minusNanos(1))).isZero();
            assertThat(engine.sequenceAt(begin.plusSeconds(60))).isEqualTo(2);
            assertThat(engine.sequenceAt(begin.plusSeconds(61))).isEqualTo(2);
            assertThat(engine.sequenceFrom(begin.plusSeconds(60))).isEqualTo(2);
            assertThat(engine.sequenceFrom(begin.plusSeconds(61))).isEqualTo(3);
            assertThat(engine.sequenceFrom(Instant.MIN)).isEqualTo(1);
            assertThat(engine.timeOf(1)).isEqualTo(begin);
            assertThat(engine.timeOf(10)).isEqualTo(begin.plusSeconds(540));
            for (long none : new long[] {-1, 0, 11, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> engine.timeOf(none)).isInstanceOf(EngineException.class);
            }
            assertThat(engine.sequenceAt(Instant.MIN)).isZero();
            assertThat(engine.sequenceAt(Instant.MAX)).isEqualTo(10);
            assertThat(engine.sequenceFrom(Instant.MAX)).isEqualTo(11);
        }
        for (long epochNs : new long[] {Long.MIN_VALUE, -1, 0, 1, 1_999_999_999, Long.MAX_VALUE}) {
            assertThat(Instants.epochNs(Instants.of(epochNs))).isEqualTo(epochNs);
        }
    }

    @Test
    void shouldRefuseATimeFurtherAheadThanEarlinessAllows() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            try (Feed feed = windows(table)) {
                assertThatThrownBy(() -> table.upsert("a")
                                .time(nowNs + YEARS_NS)
                                .put("price", 1)
                                .commit())
                        .isInstanceOf(EarlyTimeException.class)
                        .hasMessageContaining("timeNs=" + (nowNs + YEARS_NS))
                        .hasMessageContaining("clockNs=" + nowNs)
                        .hasMessageContaining("earlinessNs=" + MINUTE_NS);
                Ack ack = new Ack();
                table.upsert("a").time(nowNs + MINUTE_NS + 1).put("price", 1).commit(ack);
                while (engine.doWork() > 0) {}
                assertThat(ack.outcome()).isEqualTo(Outcome.ERROR);
                assertThat(ack.error()).isEqualTo(WriteError.TIME_TOO_EARLY);
                assertThat(engine.earlyTimes()).isEqualTo(2);
                assertThat(engine.lastSequence()).isEqualTo(1);

                table.upsert("b").put("price", 2).commit();
                nowNs += WINDOW.toNanos();
                assertThat(poll(feed)).containsExactly(2L);
            }
        }
    }

    @Test
    void shouldTellOfAClockThatIsFurtherBehindThanCanBeCounted() {
        nowNs = Long.MAX_VALUE;
        try (Tailrace engine = open()) {
            engine.table("ticks").upsert("a").commit();
            nowNs = Long.MIN_VALUE;
            engine.table("ticks").upsert("b").commit();
            assertThat(engine.clockBehindNs()).isEqualTo(Long.MAX_VALUE);
        }
        assertThat(new ClockException(Long.MAX_VALUE, Long.MIN_VALUE))
                .hasMessageContaining("behindNs=" + Long.MAX_VALUE)
                .returns(Long.MAX_VALUE, ClockException::behindNs);
    }

    @Test
    void shouldTakeATimeThatIsNoEarlierThanAllowed() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            assertThat(table.upsert("a")
                            .time(nowNs + MINUTE_NS)
                            .put("price", 1)
                            .commit()
                            .outcome())
                    .isEqualTo(Outcome.INSERTED);
            assertThat(engine.clockBehindNs()).isEqualTo(MINUTE_NS);
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void shouldNotLetEarlyWritesCarryTheJournalFurtherAndFurtherAhead() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            table.upsert("a").time(nowNs + MINUTE_NS).put("price", 1).commit();
            for (int minute = 2; minute < 10; minute++) {
                long timeNs = nowNs + minute * MINUTE_NS;
                assertThatThrownBy(() ->
                                table.upsert("a").time(timeNs).put("price", 2).commit())
                        .isInstanceOf(EarlyTimeException.class)
                        .hasMessageContaining("clockNs=" + nowNs);
                assertThatThrownBy(() -> engine.advanceTime(timeNs)).isInstanceOf(EarlyTimeException.class);
                engine.doWork();
            }
            assertThat(engine.clockBehindNs()).isEqualTo(MINUTE_NS);
        }
    }

    @Test
    void shouldRefuseATransactionThatComesTooEarly() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            Transaction transaction =
                    engine.transaction().add(table.upsert("a").put("price", 1)).time(nowNs + YEARS_NS);

            assertThatThrownBy(transaction::commit).isInstanceOf(EarlyTimeException.class);
            assertThat(table.count()).isZero();
        }
    }

    @Test
    void shouldCloseWindowsAgainAfterTheClockHasLeaptAheadAndBack() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            try (Feed feed = windows(table)) {
                long beforeNs = nowNs;
                nowNs += YEARS_NS;
                table.upsert("a").put("price", 1).commit();
                nowNs = beforeNs;
                table.upsert("b").put("price", 2).commit();
                assertThat(reported).singleElement().isInstanceOfSatisfying(ClockException.class, behind -> {
                    assertThat(behind.behindNs()).isEqualTo(YEARS_NS);
                });
                nowNs += 2 * WINDOW.toNanos();
                assertThat(poll(feed)).containsExactly(2L, 3L);
                table.upsert("b").put("price", 3).commit();
                nowNs += 2 * WINDOW.toNanos();
                assertThat(poll(feed)).containsExactly(4L);
            }
            assertThat(reported).hasSize(1);
        }
    }

    @Test
    void shouldLeaveNoTraceOfALeapInWhichNothingWasWritten() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            try (Feed feed = windows(table)) {
                table.upsert("a").put("price", 1).commit();
                assertThat(poll(feed)).isEmpty();
                nowNs += YEARS_NS;
                while (engine.doWork() > 0) {}
                assertThat(poll(feed)).containsExactly(2L);
                nowNs -= YEARS_NS;
                table.upsert("b").put("price", 2).commit();
                nowNs += 2 * WINDOW.toNanos();
                assertThat(poll(feed)).containsExactly(3L);
                assertThat(engine.clockBehindNs()).isZero();
            }
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void shouldReportAJournalAheadOfTheClockAndCloseItsWindows() {
        nowNs += YEARS_NS;
        try (Tailrace engine = open()) {
            engine.table("ticks").upsert("a").put("price", 1).commit();
        }
        nowNs -= YEARS_NS;
        try (Tailrace engine = open()) {
            assertThat(engine.recovery().notes()).singleElement().asString().contains("behindNs=" + YEARS_NS);
            assertThat(engine.clockBehindNs()).isEqualTo(YEARS_NS);
            Table table = engine.existingTable("ticks");
            try (Feed feed = windows(table)) {
                table.upsert("b").put("price", 2).commit();
                nowNs += 2 * WINDOW.toNanos();
                assertThat(poll(feed)).containsExactly(2L, 3L);
            }
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void shouldCatchUpAtHalfThePaceOfTheClock() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            long beforeNs = nowNs;
            nowNs += 3 * MINUTE_NS;
            table.upsert("a").put("price", 1).commit();
            nowNs = beforeNs;
            for (int i = 0; i < 12; i++) {
                engine.doWork();
                nowNs += MINUTE_NS / 2;
                table.upsert("a").put("price", i + 2).commit();
            }
            assertThat(engine.clockBehindNs()).isZero();
            assertThat(reported).hasSize(1);
        }
    }

    @Test
    void shouldMoveTheEarliestTimeUpAsAnyOther() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            PreparedWrite prepared = table.prepare("price");
            table.upsert("a").time(Long.MIN_VALUE).put("price", 1).commit();
            engine.transaction()
                    .add(table.upsert("a").put("price", 2))
                    .time(Long.MIN_VALUE)
                    .commit();
            prepared.key("a").time(Long.MIN_VALUE).put(0, 3).commit();
            assertThat(engine.clampedTimes()).isEqualTo(3);
        }
    }

    @Test
    void shouldCloseTheLastWindowOfARecordingWithoutAWrite() {
        long lastNs = nowNs;
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            try (Feed feed = windows(table)) {
                table.upsert("a").time(lastNs).put("price", 1).commit();
                assertThat(poll(feed)).isEmpty();
                engine.advanceTime(lastNs + WINDOW.toNanos());
                assertThat(poll(feed)).containsExactly(2L);
                assertThat(engine.lastSequence()).isEqualTo(2);

                table.upsert("a").time(lastNs).put("price", 2).commit();
                assertThat(engine.clampedTimes()).isEqualTo(1);
                assertThatThrownBy(() -> engine.advanceTime(nowNs + YEARS_NS)).isInstanceOf(EarlyTimeException.class);
            }
        }
    }

    @Test
    void shouldCloseWindowsInOtherProcessesByAnAdvanceOfTime() {
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            table.upsert("a").put("price", 1).commit();
            try (Tailrace beside = Tailrace.open(new TailraceConfig()
                            .directory(directory.resolve("journal"))
                            .readOnly(true));
                    Feed feed = windows(beside.existingTable("ticks"))) {
                assertThat(poll(feed)).isEmpty();
                engine.advanceTime(nowNs + WINDOW.toNanos());
                assertThat(feed.take(Duration.ofSeconds(30)).sequence()).isEqualTo(2);
            }
        }
    }

    @Test
    void shouldNotGoBackIntoAWindowThatTheClockAloneHasClosed() {
        List<Long> live;
        try (Tailrace engine = open()) {
            Table table = engine.table("ticks");
            try (Feed feed = windows(table)) {
                table.upsert("a").put("price", 1).commit();
                nowNs += WINDOW.toNanos();
                live = poll(feed);
            }
        }
        nowNs -= WINDOW.toNanos();
        try (Tailrace engine = open()) {
            Table table = engine.existingTable("ticks");
            table.upsert("a").put("price", 2).commit();
            engine.advanceTime(nowNs + 2 * WINDOW.toNanos());
            try (Feed feed = windows(table)) {
                assertThat(live).containsExactly(2L);
                assertThat(poll(feed)).containsExactly(2L, 3L);
            }
        }
    }

    @Test
    void shouldKeepAnAdvanceOfTimeThroughManyRestarts() {
        long markNs = nowNs + MINUTE_NS;
        try (Tailrace engine = open()) {
            engine.table("ticks");
            engine.advanceTime(markNs);
        }
        for (int i = 0; i < 3; i++) {
            try (Tailrace engine = open()) {
                assertThat(engine.info().lastTimeNs()).isEqualTo(markNs);
            }
        }
    }
}
