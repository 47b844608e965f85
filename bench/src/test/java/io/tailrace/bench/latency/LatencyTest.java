package io.tailrace.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.bench.Main;
import io.tailrace.bench.budgets.LatencyBudgets;
import io.tailrace.bench.latency.Safepoints.Stretch;
import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Verdict;
import io.tailrace.bench.report.Json;
import io.tailrace.bench.rows.Updates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LatencyTest {
    private static final int COUNT = 2_000;
    private static final Updates UPDATES = new Updates(1, 500, 10, 700);

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @EnumSource(Topology.class)
    void shouldHandleEveryUpdateOnceInOrderOnEveryRoute(Topology topology) throws Exception {
        try (Scratch scratch = new Scratch(directory)) {
            for (Route route : topology.routes(scratch, UPDATES)) {
                for (int rate : new int[] {0, 200_000}) {
                    Course course = new Course(rate, COUNT, COUNT / 2);
                    route.run(course);
                    assertThat(course.isComplete()).as(route.name()).isTrue();
                    assertThat(course.histogram().getTotalCount()).isEqualTo(COUNT / 2);
                }
                assertThat(route.threads()).isEqualTo(topology.ordinal() + 1);
            }
        }
    }

    /** A canary: a route that loses an update, or tells of one twice, is found out. */
    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void shouldNoticeAnUpdateThatIsToldTwiceOrLost(long next) {
        Course course = new Course(0, 3, 0);
        course.handled(0);
        assertThatThrownBy(() -> course.handled(next)).hasMessage("handled=" + next + " expected=1");
    }

    @Test
    void shouldCountAStallForAllThatWereDueMeanwhile() {
        Course course = stalled();
        assertThat(course.histogram().getValueAtPercentile(40)).isGreaterThan(1_000_000);
        assertThat(Pauses.find(course)).anyMatch(pause -> pause.toNs() - pause.fromNs() >= 19_000_000);
    }

    /** A thousand that are due each 100 us; the tenth takes 20 ms, and so those after it come late. */
    private static Course stalled() {
        Course course = new Course(10_000, 200, 0);
        course.send(
                update -> {
                    long endNs = System.nanoTime() + (update == 10 ? 20_000_000 : 0);
                    while (System.nanoTime() < endNs) {
                        Thread.onSpinWait();
                    }
                    course.handled(update);
                },
                Thread::onSpinWait);
        return course;
    }

    @Test
    void shouldSayWhetherTheRateWasKept() {
        Course slow = new Course(1_000_000, 1_000, 0);
        slow.send(
                update -> {
                    long endNs = System.nanoTime() + 20_000;
                    while (System.nanoTime() < endNs) {
                        Thread.onSpinWait();
                    }
                    slow.handled(update);
                },
                () -> {});
        assertThat(slow.isKept()).isFalse();
        assertThat(slow.reached()).isLessThan(60_000);
    }

    @Test
    void shouldReadTheStretchThatTheJvmTellsOf() {
        Stretch stretch = Safepoints.parse("[5000000ns] Safepoint \"Cleanup\", Time since last: 100 ns, Reaching"
                + " safepoint: 7 ns, At safepoint: 3 ns, Total: 10 ns");
        assertThat(stretch).isEqualTo(new Stretch(4_999_990, 5_000_000));
        assertThat(stretch.within(4_999_995, 6_000_000)).isEqualTo(5);
        assertThat(stretch.within(6_000_000, 7_000_000)).isZero();
        assertThat(Safepoints.parse("[1ns] something else")).isNull();
    }

    @Test
    void shouldExplainAPauseByACollection() throws Exception {
        try (Scratch scratch = new Scratch(directory);
                Safepoints safepoints = new Safepoints()) {
            PauseWatch watch = new PauseWatch(scratch.root(), true);
            long from = System.nanoTime();
            System.gc();
            long to = System.nanoTime();
            watch.close();
            List<Stretch> found = safepoints.read();
            assertThat(found).anyMatch(stretch -> stretch.within(from, to) > 0);
            Stretch longest = found.get(found.size() - 1);
            assertThat(Pauses.cause(longest, found, watch)).isEqualTo(Pauses.Cause.SAFEPOINT);
        }
    }

    @Test
    void shouldSumUpWhatAllProcessesTook() {
        assertThat(Neighbours.busyNs("cpu  1 2 3 100 50 4 5 6 0 0")).isEqualTo(210_000_000);
        assertThat(new Neighbours().percent()).isBetween(0.0, 110.0);
    }

    @Test
    void shouldFindThatARollShows() {
        Course course = new Course(1_000, 2_000, 0);
        int[] time = {0};
        course.send(update -> course.handled(time[0]++), Thread::onSpinWait);
        RollCheck calm = RollCheck.of("calm", 1_000, course, List.of(course.dueNs(500)), 0);
        assertThat(calm.aroundMicros()).hasSize(1);
        RollCheck shows = new RollCheck("shows", 1_000, 10, new double[] {29, 31}, 9);
        assertThat(shows.within()).isEqualTo(1);
        assertThat(shows.line()).contains("1 of 2 within 3.00 times", "void, others took 9.00 %");
        assertThat(RollCheck.of("at the edge", 1_000, course, List.of(course.dueNs(10)), 0)
                        .aroundMicros())
                .isEmpty();
    }

    @Test
    void shouldJudgeNothingByARivalWhoseRunsDiffer() {
        LatencyCell ours = cell("ours", true, 10, 11, 12);
        assertThat(new LatencyRatio(ours, cell("steady", false, 10, 20, 29), LatencyRun.P99).voidBecause())
                .isEmpty();
        LatencyRatio unsteady = new LatencyRatio(ours, cell("unsteady", false, 10, 20, 31), LatencyRun.P99);
        assertThat(unsteady.times()).isEqualTo(11.0 / 20);
        assertThat(unsteady.line()).contains("0.55 times that of unsteady: void, the rival's own runs differ");
    }

    private static LatencyCell cell(String name, boolean ours, double... p99) {
        List<LatencyRun> runs = new ArrayList<>();
        for (double micros : p99) {
            runs.add(new LatencyRun(new double[] {1, 2, micros, 4, 5, 6}, 100, 50_000, true, 0));
        }
        return new LatencyCell(Topology.TWO, name, 2, ours, "50000", 50_000, runs);
    }

    @Test
    void shouldKeepEveryRunAndItsHistogram() throws IOException {
        Path json = directory.resolve("made/latency.json");
        int code = run(
                "--topologies=two", "--loads=5000,90%", "--runs=2", "--seconds=0.02", "--pauses", "--save", "" + json);
        assertThat(code).as(out + "\n" + errors).isZero();
        assertThat(out.toString()).contains(LatencyCell.HEAD, "TWO takes", "times that of", "# pauses of");
        assertThat(errors.toString()).contains("  0 %: two at its fastest, run 1, SHARED", " left: two/90%, run 2");
        Map<?, ?> kept = (Map<?, ?>) Json.read(Files.readString(json));
        List<?> cells = (List<?>) kept.get("cells");
        assertThat(cells).hasSize(8);
        assertThat((List<?>) ((Map<?, ?>) cells.get(0)).get("runs")).hasSize(2);
        assertThat((List<?>) kept.get("ratios")).hasSize(2 * 2 * 2 * 3);
        assertThat((List<?>) kept.get("pauses")).hasSize(8);
        try (HistogramLogReader reader =
                new HistogramLogReader(directory.resolve("made/latency.hlog").toFile())) {
            int histograms = 0;
            for (EncodableHistogram next = reader.nextIntervalHistogram();
                    next != null;
                    next = reader.nextIntervalHistogram()) {
                assertThat(next.getTag()).startsWith("TWO/");
                histograms++;
            }
            assertThat(histograms).isEqualTo(16);
        }
    }

    @Test
    void shouldLookAtEachBeginOfASegment() throws IOException {
        int code =
                run("--topologies=one", "--loads=20000", "--runs=1", "--seconds=0.02", "--rolls=2", "--segment-mib=1");
        assertThat(code).as(out + "\n" + errors).isZero();
        assertThat(out.toString()).containsPattern("rolls of INVOKER, one thread at 50000/s: \\d+ of \\d+ within");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--runs=0", "--seconds=0", "--loads=much", "--loads=101%", "--topologies=four", "--rolls=-1"})
    void shouldRefuseWhatCannotBeMeasured(String option) throws IOException {
        assertThat(run(option)).isEqualTo(2);
        assertThat(errors.toString()).contains(option.substring(option.indexOf('=') + 1));
    }

    @Test
    void shouldJudgeBothBudgetsOfLatency() throws Exception {
        try (Scratch scratch = new Scratch(directory)) {
            LatencyBudgets budgets = new LatencyBudgets(new Effort(0, 0, 1, 2_000, 200, 1), scratch, line -> {});
            assertThat(budgets.againstChronicle())
                    .extracting(Verdict::id)
                    .containsExactly("B7-1-p50", "B7-2-p50", "B7-1-p99", "B7-2-p99", "B7-1-p99.9", "B7-2-p99.9");
            assertThat(budgets.againstByHand())
                    .extracting(Verdict::id)
                    .containsExactly("B12-2-p50", "B12-2-p99", "B12-3-p50", "B12-3-p99");
        }
    }

    private int run(String... options) throws IOException {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(errors));
        List<String> all = new ArrayList<>(List.of("latency", "--rows=500", "--repeats=0", "--dir=" + directory));
        all.addAll(List.of(options));
        return commandLine.execute(all.toArray(String[]::new));
    }
}
