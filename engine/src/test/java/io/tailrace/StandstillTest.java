package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.StandstillException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for an engine that the caller drives, while its clock stands. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandstillTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong time = new AtomicLong(5_000_000_000L);

    private Tailrace open() {
        return Tailrace.open(
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(time::get));
    }

    @Test
    void shouldEndAWaitInWhichNothingHappensAndTheClockStands() {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            Feed feed = table.changes(ChangesOptions.squash(false));
            assertThatThrownBy(() -> feed.take(SECOND))
                    .isInstanceOf(StandstillException.class)
                    .hasMessageContaining("clockNs=5000000000")
                    .hasMessageContaining("rounds=10000")
                    .hasMessageContaining("move the clock");
            assertThatThrownBy(feed::take).isInstanceOf(StandstillException.class);
            assertThatThrownBy(() -> engine.awaitSequence(10, SECOND)).isInstanceOf(StandstillException.class);
            assertThatThrownBy(() -> feed.awaitSequence(10, SECOND)).isInstanceOf(StandstillException.class);
            // Neither the feed nor the engine has failed by that.
            Ack ack = table.upsert("a").put("n", 1).commit();
            assertThat(ack.outcome()).isEqualTo(Outcome.INSERTED);
            assertThat(feed.take(SECOND).sequence()).isEqualTo(ack.sequence());
            assertThat(engine.awaitSequence(ack.sequence(), SECOND)).isTrue();
        }
    }

    @Test
    void shouldWaitForAnotherProcessForAsLongAsWasSaidWhereAnEngineOnlyReads(@TempDir Path directory) {
        TailraceConfig writing = new TailraceConfig().directory(directory);
        TailraceConfig reading = new TailraceConfig()
                .directory(directory)
                .readOnly(true)
                .threading(Threading.INVOKER)
                .clock(time::get);
        try (Tailrace writer = Tailrace.open(writing);
                Tailrace engine = Tailrace.open(reading)) {
            Table table = writer.table("t");
            Feed feed = engine.existingTable("t").changes(ChangesOptions.squash(false));
            long next = engine.lastSequence() + 1;
            assertThat(engine.awaitSequence(next, SECOND.multipliedBy(2))).isFalse();
            assertThat(feed.take(SECOND)).isNull();
            table.upsert("a").put("n", 1).commit();
            assertThat(engine.awaitSequence(next, SECOND.multipliedBy(20))).isTrue();
            assertThat(feed.take(SECOND.multipliedBy(20)).sequence()).isEqualTo(next);
        }
    }

    @Test
    void shouldRefuseToWaitForAnAckOfAnotherEngine() {
        try (Tailrace engine = open();
                Tailrace other = open()) {
            Ack ack = new Ack();
            other.table("t").upsert("a").put("n", 1).commit(ack);
            assertThatThrownBy(() -> engine.await(ack)).isInstanceOf(IllegalStateException.class);
            assertThat(other.await(ack).outcome()).isEqualTo(Outcome.INSERTED);
        }
    }

    @Test
    void shouldGoOnWaitingWhileTheClockMovesAndCloseAWindowByPollAlone() {
        try (Tailrace engine = Tailrace.open(
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(() -> time.addAndGet(1_000)))) {
            Feed feed = engine.table("t").changes(ChangesOptions.squash(false));
            assertThat(feed.take(Duration.ofMillis(50))).isNull();
        }
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            Feed feed = table.changes(ChangesOptions.squash(SECOND));
            table.upsert("a").put("n", 1).commit();
            assertThat(feed.poll(change -> {}, 10)).isZero();
            time.addAndGet(2 * SECOND.toNanos());
            assertThat(feed.poll(change -> {}, 10)).isEqualTo(1);
        }
    }
}
