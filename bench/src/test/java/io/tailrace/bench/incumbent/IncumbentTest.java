package io.tailrace.bench.incumbent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.bench.budgets.EngineFeeds;
import io.tailrace.bench.budgets.FeedBudgets;
import io.tailrace.bench.budgets.IdleFeeds;
import io.tailrace.bench.latency.EngineRoute;
import io.tailrace.bench.latency.MedianLatency;
import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Verdict;
import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Updates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two sides of a race do the same work, and who loses a change is found out. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IncumbentTest {
    private static final int ROWS = 2_000;
    private static final int SYMBOLS = 100;
    private static final int COUNT = 20_000;
    private static final Updates UPDATES = new Updates(1, ROWS, SYMBOLS, COUNT);
    private static final List<Screens> SCREENS = List.of(
            new Screens(Screens.Kind.RANGE, 1),
            new Screens(Screens.Kind.RANGE, 20),
            new Screens(Screens.Kind.EQUALITY, SYMBOLS));

    @TempDir
    private Path directory;

    private Scratch scratch;

    @BeforeEach
    void makeScratch() throws IOException {
        scratch = new Scratch(directory);
    }

    @AfterEach
    void removeScratch() throws IOException {
        scratch.close();
    }

    @Test
    void shouldTellEachSubscriberOfExactlyItsChanges() throws Exception {
        for (Screens screens : SCREENS) {
            assertThat(new Incumbent(scratch, screens, UPDATES).round()).isPositive();
        }
    }

    @Test
    void shouldTellEachFeedOfExactlyItsChanges() throws Exception {
        for (Screens screens : SCREENS) {
            assertThat(EngineFeeds.live(scratch, screens, UPDATES).round()).isPositive();
            assertThat(EngineFeeds.reading(scratch, screens, UPDATES).round()).isPositive();
        }
    }

    /** The oracle counts by arithmetic which ranges a price lies in; here each range is asked. */
    @Test
    void shouldExpectWhatEachRangeSaysForItself() {
        Screens screens = new Screens(Screens.Kind.RANGE, 300);
        long[] counts = new long[300];
        for (int i = 0; i < COUNT; i++) {
            for (int screen = 0; screen < counts.length; screen++) {
                double low = screens.low(screen);
                boolean old = UPDATES.before(i) >= low && UPDATES.before(i) < low + Screens.WIDTH;
                boolean now = UPDATES.after(i) >= low && UPDATES.after(i) < low + Screens.WIDTH;
                counts[screen] += old || now ? 1 : 0;
            }
        }
        assertThat(screens.expected(UPDATES)).isEqualTo(counts);
    }

    @Test
    void shouldWalkPricesInsideTheirBounds() {
        for (int i = 0; i < COUNT; i++) {
            assertThat(UPDATES.after(i)).isGreaterThanOrEqualTo(0).isLessThan(Updates.PRICES);
            assertThat(Math.abs(UPDATES.after(i) - UPDATES.before(i))).isLessThan(1);
        }
    }

    @Test
    void shouldNoticeOneLostChange() {
        Screens screens = SCREENS.get(1);
        long[] counted = screens.expected(UPDATES);
        counted[7]--;
        assertThatThrownBy(() -> Screens.check("who loses", counted, screens.expected(UPDATES)))
                .hasMessageContaining("who loses: screen=7 counted=" + counted[7] + " expected=" + (counted[7] + 1));
    }

    @Test
    void shouldJudgeFeedsAgainstTheIncumbentAndAgainstOneFeed() throws Exception {
        FeedBudgets budgets = new FeedBudgets(new Effort(0, 0, 1, 2_000, 200, 1), scratch, line -> {});
        assertThat(budgets.againstTheIncumbent())
                .extracting(Verdict::id)
                .containsExactly(
                        "B11-range-1",
                        "B11-range-100",
                        "B11-range-100-own",
                        "B11-range-1000",
                        "B11-range-1000-own",
                        "B11-eq-1000",
                        "B11-eq-1000-own");
        assertThat(budgets.manyAgainstOne()).extracting(Verdict::id).containsExactly("B5", "B5-live");
    }

    @Test
    void shouldMeasureAFeedRunByTheEngineBesideASpinningPoller() throws Exception {
        for (EngineRoute.Mode mode : List.of(EngineRoute.Mode.DEDICATED, EngineRoute.Mode.SPINNING)) {
            Side side = new MedianLatency(new EngineRoute(scratch, UPDATES, mode), 50_000, UPDATES.count());
            assertThat(side.round()).isPositive();
        }
    }

    @Test
    void shouldMeasureWhatAnIdleEngineCosts() throws Exception {
        IdleFeeds.Cost cost = new IdleFeeds()
                .measure(scratch.fresh("idle"), new Screens(Screens.Kind.EQUALITY, 5), UPDATES, 100_000_000);
        assertThat(cost.percent()).isBetween(0.0, 100.0 * Runtime.getRuntime().availableProcessors());
    }
}
