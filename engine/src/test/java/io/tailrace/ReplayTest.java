package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.BeyondEndException;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.agrona.concurrent.EpochNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int WRITES = 40;

    private final long[] nowNs = {1_000 * SECOND_NS};
    /** What a replay waits by. */
    private long wallNs = 7;

    private Tailrace engine;
    private Table table;

    private final ReplayPace pace = new ReplayPace() {
        @Override
        public long nanoTime() {
            return wallNs;
        }

        @Override
        public void pause(long ns) {
            wallNs += Math.min(ns, SECOND_NS / 4);
        }

        @Override
        public void idle(int round) {
            assertThat(round).isLessThan(100);
        }
    };

    @BeforeEach
    void write() {
        engine = Tailrace.open(
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(() -> nowNs[0]));
        table = engine.table("quotes");
        for (int i = 0; i < WRITES; i++) {
            nowNs[0] += SECOND_NS;
            table.upsert(i % 4).put("v", i).commit();
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Replay replay() {
        return new Replay(engine.engine(), pace);
    }

    private static String line(Change change) {
        return change.sequence() + " " + change.oldValue() + " " + change.newValue();
    }

    private static List<String> play(Replay replay, Function<ChangesOptions, Feed> opening) {
        List<String> lines = new ArrayList<>();
        long events = replay.run(opening, change -> lines.add(line(change)));
        assertThat(events).isEqualTo(lines.size());
        return lines;
    }

    @Test
    void shouldPlayWhatAFeedDelivers() {
        List<String> expected = new ArrayList<>();
        try (Feed feed = table.changes(ChangesOptions.squash(false).from(5).until(20))) {
            while (!feed.ended()) {
                feed.poll(change -> expected.add(line(change)), 3);
            }
        }
        assertThat(expected).hasSize(16);
        Replay replay = replay().from(5).until(20);
        assertThat(play(replay, table::changes)).isEqualTo(expected);
        assertThat(play(replay, table::changes)).isEqualTo(expected);
        assertThat(wallNs).isEqualTo(7);
        assertThat(play(replay(), table::changes)).hasSize(WRITES);
        assertThat(play(replay().from(30).until(29), table::changes)).isEmpty();
        assertThat(play(replay().from(engine.lastSequence() + 1), table::changes))
                .isEmpty();
    }

    @Test
    void shouldPlayTheSameAtAnyPace() {
        Function<ChangesOptions, Feed> query = options ->
                table.filter(row("v").gt(7)).pluck("id", "v").changes(options).carry("nothing");
        for (ChangesOptions options : List.of(
                ChangesOptions.squash(false),
                ChangesOptions.squash(false).includeInitial().includeStates(),
                ChangesOptions.squash(Duration.ofSeconds(3)))) {
            List<String> expected = play(replay().options(options).from(3), query);
            assertThat(expected).isNotEmpty();
            assertThat(play(replay().options(options).from(3).speed(1), query)).isEqualTo(expected);
            assertThat(play(replay().options(options).from(3).speed(17.5), query))
                    .isEqualTo(expected);
            assertThat(play(replay().options(options).from(3).stepped(() -> true), query))
                    .isEqualTo(expected);
        }
    }

    @Test
    void shouldPlayBetweenTimes() {
        Instant begin = Instant.ofEpochSecond(1_000);
        List<String> lines = play(replay().from(begin.plusSeconds(10)).until(begin.plusMillis(12_500)), table::changes);
        assertThat(lines).hasSize(3).first().asString().startsWith("11 ");
    }

    @Test
    void shouldShowEachEventWhenItsTimeHasComeAndTheClockWithIt() {
        Replay replay = replay().from(3).until(6).speed(2);
        EpochNanoClock clock = replay.clock();
        assertThat(clock.nanoTime()).isZero();
        List<Long> walls = new ArrayList<>();
        replay.run(table::changes, change -> {
            assertThat(clock.nanoTime()).isEqualTo(change.timeNs());
            walls.add(wallNs - 7);
        });
        assertThat(walls).containsExactly(0L, SECOND_NS / 2, SECOND_NS, SECOND_NS * 3 / 2);
        assertThat(clock.nanoTime()).isEqualTo(1_005 * SECOND_NS);
    }

    @Test
    void shouldShowAWindowAtItsEnd() {
        Replay replay = replay().options(ChangesOptions.squash(Duration.ofSeconds(10)))
                .from(2)
                .speed(1);
        List<Long> times = new ArrayList<>();
        replay.run(table::changes, change -> times.add(replay.clock().nanoTime() / SECOND_NS));
        assertThat(times)
                .contains(1_010L, 1_020L)
                .allMatch(second -> second % 10 == 0)
                .isSorted();
    }

    @Test
    void shouldLetTheClockRunOnInAPause() {
        List<Long> seen = new ArrayList<>();
        long[] during = new long[1];
        Replay[] replay = new Replay[1];
        replay[0] = new Replay(engine.engine(), new ReplayPace() {
            @Override
            public long nanoTime() {
                return wallNs;
            }

            @Override
            public void pause(long ns) {
                wallNs += 1 + ns / 2;
                during[0] = replay[0].clock().nanoTime();
                seen.add(during[0]);
            }

            @Override
            public void idle(int round) {
                assertThat(round).isLessThan(100);
            }
        });
        replay[0].from(3).until(8).speed(1).run(table::changes, change -> {});
        assertThat(seen).isSorted().hasSizeGreaterThan(20);
        assertThat(seen.stream().distinct().count()).isGreaterThan(20);
    }

    @Test
    void shouldEndWhereTheStepIsRefused() {
        Iterator<Boolean> answers = List.of(true, true, false).iterator();
        List<String> lines = play(replay().from(2).stepped(answers::next), table::changes);
        assertThat(lines).hasSize(2);
        assertThat(answers.hasNext()).isFalse();
    }

    @Test
    void shouldDateWhatIsMadeOfTheEventsAsItWasThen() {
        Replay replay = replay().from(10).until(14);
        try (Tailrace derived = Tailrace.open(
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(replay.clock()))) {
            List<Long> times = new ArrayList<>();
            replay.run(table::changes, change -> {
                times.add(change.timeNs());
                derived.table("seen").upsert(change.sequence()).commit();
            });
            List<Long> dated = new ArrayList<>();
            derived.replay().run(derived.table("seen")::changes, change -> dated.add(change.timeNs()));
            assertThat(dated).isEqualTo(times).hasSize(5);
        }
    }

    @Test
    void shouldRefuseWhatCannotBePlayedAgain() {
        Replay replay = replay();
        assertThatThrownBy(() -> replay.options(ChangesOptions.defaults())).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> replay.options(ChangesOptions.squash(false).queueSize(5)))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> replay.options(ChangesOptions.squash(false).cursor("c")))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> replay.run(options -> table.changes(), change -> {}))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("a feed with other options");
        assertThatThrownBy(() -> replay.run(options -> table.changes(options.cursor("c")), change -> {}))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> replay.run(options -> null, change -> {}))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("no feed");
        assertThatThrownBy(() -> replay.from(0)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> replay.until(-1)).isInstanceOf(EngineException.class);
        for (double speed : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> replay.speed(speed)).isInstanceOf(EngineException.class);
        }
        long beyond = engine.lastSequence() + 1;
        assertThatThrownBy(() -> replay.until(beyond).run(table::changes, change -> {}))
                .isInstanceOf(BeyondEndException.class);
    }

    @Test
    void shouldEndWithItsThreadOrItsEngine() {
        Replay replay = engine.replay().from(2).speed(1e-9);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> replay.run(table::changes, change -> {}))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> replay.run(table::changes, change -> engine.close()))
                .isInstanceOf(FeedException.class)
                .hasRootCauseInstanceOf(EngineClosedException.class);
    }
}
