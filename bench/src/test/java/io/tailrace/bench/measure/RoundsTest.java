package io.tailrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Side FAST = side("fast", () -> 10);
    private static final Side SLOW = side("slow", () -> 40);

    @Test
    void shouldTakeTheMiddleOfOddAndTheMeanOfTheTwoMiddleOfEven() {
        assertThat(new Series("odd", new double[] {9, 1, 5}).median()).isEqualTo(5);
        assertThat(new Series("even", new double[] {9, 1, 5, 7}).median()).isEqualTo(6);
        assertThat(new Series("range", new double[] {9, 1, 5}).lowest()).isEqualTo(1);
        assertThat(new Series("range", new double[] {9, 1, 5}).highest()).isEqualTo(9);
    }

    @Test
    void shouldRefuseASeriesWithoutRounds() {
        assertThatThrownBy(() -> new Series("none", new double[0])).hasMessageContaining("rounds=0 of none");
    }

    @Test
    void shouldNotCountWarmUps() throws Exception {
        double[] next = {1_000};
        Side warming = side("warming", () -> next[0] /= 10);
        List<Series> series = new Rounds(2, 0, 1, line -> {}).run(List.of(warming));
        assertThat(series.get(0).nanos()).containsExactly(1);
    }

    @Test
    void shouldWarmUpForAsLongAsTold() throws Exception {
        long start = System.nanoTime();
        Side clock = side("clock", () -> System.nanoTime() - start);
        List<Series> series = new Rounds(1, 20_000_000, 2, line -> {}).run(List.of(clock));
        assertThat(series.get(0).lowest()).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void shouldLetEverySideBeginInTurn() throws Exception {
        List<String> order = new ArrayList<>();
        List<Side> sides = List.of(
                side("a", () -> order.add("a") ? 1 : 0),
                side("b", () -> order.add("b") ? 1 : 0),
                side("c", () -> order.add("c") ? 1 : 0));
        new Rounds(0, 0, 3, line -> {}).run(sides);
        assertThat(order).containsExactly("a", "b", "c", "b", "c", "a", "c", "a", "b");
    }

    @Test
    void shouldMeasureTheRatioOfMediansAndJudgeIt() throws Exception {
        Verdict verdict = verdict(SLOW, FAST, SLOW);
        assertThat(verdict.measured()).isEqualTo(4);
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.line())
                .startsWith("B0 4.00x goal>=4.00x ok baseline=40.00ns(40.00-40.00) ours=10.00ns(10.00-10.00) "
                        + "copy-limit=1.00ns");
    }

    @Test
    void shouldCallASlowedDownSideShort() throws Exception {
        Verdict verdict = verdict(SLOW, side("slowed down", () -> 10.5), SLOW);
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.line()).contains(" short ");
    }

    @Test
    void shouldNotJudgeAgainstABaselineSlowerThanItsRecipe() throws Exception {
        Verdict verdict = verdict(SLOW, FAST, side("recipe", () -> 30));
        assertThat(verdict.measured()).isEqualTo(4);
        assertThat(verdict.recipe()).isCloseTo(1.33, within(0.01));
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.line()).contains("short").contains("no judgement");
    }

    @Test
    void shouldHoldAmountsBelowTheirGoalOnly() {
        assertThat(Verdict.bytes("B0", "bytes", 0, 0).holds()).isTrue();
        assertThat(Verdict.bytes("B0", "bytes", 0.5, 0).holds()).isFalse();
        assertThat(Verdict.bytes("B0", "bytes", 31, 32).line()).startsWith("B0 31.00B goal<=32.00B ok | bytes");
    }

    @Test
    void shouldJudgeRatiosThatHaveNoRecipe() {
        Series fast = new Series("fast", new double[] {10, 12, 11});
        Series slow = new Series("slow", new double[] {40, 44, 60});
        assertThat(Verdict.against("B0", "one against another", 4, slow, fast).line())
                .isEqualTo("B0 4.00x goal>=4.00x ok baseline=44.00ns(40.00-60.00) ours=11.00ns(10.00-12.00)"
                        + " | one against another");
        assertThat(Verdict.atMost("B0", "a time", 3, fast, slow).line()).startsWith("B0 4.00x goal<=3.00x short ");
        assertThat(Verdict.atMost("B0", "a time", 3, slow, fast).holds()).isTrue();
        assertThat(Verdict.percent("B0", "of a core", 2.5, 2).line())
                .isEqualTo("B0 2.50% goal<=2.00% short | of a core");
    }

    @Test
    void shouldNotJudgeByABaselineWhoseRoundsDifferTooMuch() {
        Series ours = new Series("ours", new double[] {10, 12, 11});
        Series wild = new Series("wild", new double[] {40, 44, 121});
        Verdict verdict = Verdict.atMost("B0", "a time", 3, wild, ours);
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.ifSteady(3.1).holds()).isTrue();
        assertThat(verdict.ifSteady(3).holds()).isFalse();
        assertThat(verdict.ifSteady(3).line()).contains(" short ", "void");
    }

    @Test
    void shouldFailWhenASideFails() {
        Side failing = side("failing", () -> {
            throw new IllegalStateException("no disk");
        });
        assertThatThrownBy(() -> new Rounds(0, 0, 1, line -> {}).run(List.of(FAST, failing)))
                .hasMessage("no disk");
    }

    private static Verdict verdict(Side baseline, Side ours, Side recipe) throws Exception {
        List<Side> sides = List.of(baseline, ours, recipe, side("copy limit", () -> 1));
        return Verdict.ratio("B0", "one thing against another", 4, new Rounds(1, 0, 3, line -> {}).run(sides));
    }

    private static Side side(String name, DoubleSupplier nanos) {
        return new Side() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public double round() {
                return nanos.getAsDouble();
            }
        };
    }
}
