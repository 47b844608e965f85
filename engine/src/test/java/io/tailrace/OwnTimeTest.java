package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OwnTimeTest {
    private static final long YEAR_2024_NS = 1_704_067_200_000_000_000L;
    private static final Duration MANY_YEARS = Duration.ofDays(100 * 365);

    @Test
    void shouldTakeOldTimesIntoANewTableWhenLatenessAllows() {
        final List<Long> times = times(new TailraceConfig().lateness(MANY_YEARS), 0);

        assertThat(times).containsExactly(YEAR_2024_NS, YEAR_2024_NS + 1);
    }

    @Test
    void shouldMoveUpAndCountTimesThatLieBehindTheClockWithoutLateness() {
        final long before = System.currentTimeMillis() * 1_000_000;

        final List<Long> times = times(new TailraceConfig(), 2);

        assertThat(times).isSorted().allMatch(timeNs -> timeNs >= before);
    }

    private static List<Long> times(final TailraceConfig config, final long clamped) {
        final List<Long> times = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(config.inMemory().threading(Threading.INVOKER))) {
            final Table table = engine.table("ticks");
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
