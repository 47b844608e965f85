package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OwnTimeTest {
    private static final long YEAR_2024_NS = 1_704_067_200_000_000_000L;
    private static final Duration MANY_YEARS = Duration.ofDays(100 * 365);

    @Test
    void shouldTakeOldTimesIntoANewTableWhenLatenessAllows() {
        List<Long> times = times(new TailraceConfig().lateness(MANY_YEARS), 0);

        assertThat(times).containsExactly(YEAR_2024_NS, YEAR_2024_NS + 1);
    }

    @Test
    void shouldMoveUpAndCountTimesThatLieBehindTheClockWithoutLateness() {
        long before = System.currentTimeMillis() * 1_000_000;

        List<Long> times = times(new TailraceConfig(), 2);

        assertThat(times).isSorted().allMatch(timeNs -> timeNs >= before);
    }

    @Test
    void shouldNotGoBackIntoAWindowThatAnEngineBeforeHasDelivered(@TempDir Path directory) {
        long[] nowNs = {1_000};
        TailraceConfig config = new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(Threading.INVOKER)
                .clock(() -> nowNs[0]);
        Duration window = Duration.ofNanos(100);
        List<Long> live = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("ticks");
            try (Feed feed = table.changes(ChangesOptions.squash(window))) {
                table.upsert("a").put("price", 1).commit();
                nowNs[0] = 2_000;
                while (engine.doWork() > 0) {}
                feed.poll(change -> live.add(change.sequence()), 10);
            }
        }
        List<Long> replayed = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.existingTable("ticks");
            table.upsert("a").time(1_050).put("price", 2).commit();
            assertThat(engine.awaitSequence(3, Duration.ofSeconds(Long.MAX_VALUE)))
                    .isTrue();
            nowNs[0] = 3_000;
            while (engine.doWork() > 0) {}
            try (Feed feed = table.changes(ChangesOptions.squash(window).fromStart())) {
                feed.poll(change -> replayed.add(change.sequence()), 10);
            }
        }
        assertThat(live).containsExactly(2L);
        assertThat(replayed).containsExactly(2L, 3L);
    }

    private static List<Long> times(TailraceConfig config, long clamped) {
        List<Long> times = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(config.inMemory().threading(Threading.INVOKER))) {
            Table table = engine.table("ticks");
            try (Feed feed = table.changes(ChangesOptions.squash(false))) {
                table.upsert("a").time(YEAR_2024_NS).put("price", 1).commit();
                table.upsert("a").time(YEAR_2024_NS + 1).put("price", 2).commit();
                feed.poll(change -> times.add(change.timeNs()), 10);
            }
            assertThat(engine.clampedTimes()).isEqualTo(clamped);
        }
        return times;
    }
}
