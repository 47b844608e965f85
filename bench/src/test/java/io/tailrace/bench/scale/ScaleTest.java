package io.tailrace.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.bench.Main;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.report.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScaleTest {
    private static final ScalePoint SMALL = new ScalePoint(300, 100, 30, 500_000, 1, ScalePoint.EVERY_CHANGE, false);

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void shouldTellOfEveryChangeThatMatchesAndOfTheLastStateWhateverIsVaried() throws Exception {
        List<ScalePoint> points = List.of(
                SMALL,
                SMALL.matchPercent(100),
                SMALL.producers(3),
                SMALL.squash(0, true),
                SMALL.squash(1_000_000, false),
                SMALL.documentBytes(20_000));
        try (Scratch scratch = new Scratch(directory)) {
            for (ScalePoint point : points) {
                ScaleResult result = new ScaleRun(scratch, 7, true).measure(point);
                assertThat(result.writesPerSecond()).as("%s", point).isPositive();
                assertThat(result.openSeconds()).isPositive();
                assertThat(result.bytesPerChange()).isGreaterThan(point.documentBytes());
                if (point.squashNs() < 0) {
                    assertThat(100 * result.eventsPerChange())
                            .isBetween(0.8 * point.matchPercent(), 1.1 * point.matchPercent());
                }
            }
        }
    }

    /** A canary: a feed that loses an event, tells of one twice, or ends with an old state is found out. */
    @Test
    void shouldNoticeWhatAFeedLoses() {
        ScalePoint all = SMALL.matchPercent(100);
        assertThat(told(all, 0, false).events()).isEqualTo(all.writesEach());
        told(all, 0, false).check(all);
        assertThatThrownBy(() -> told(all, 1, false).check(all)).hasMessageContaining("events=");
        assertThatThrownBy(() -> told(all, -1, false).check(all)).hasMessageContaining("events=");
        assertThatThrownBy(() -> told(all, 0, true).check(all)).hasMessageContaining("seen=1 ");
    }

    private static ScaleOracle told(ScalePoint point, int more, boolean stale) {
        ScaleOracle oracle = new ScaleOracle(point, 7, null);
        ScaleWrites writes = new ScaleWrites(point, 0, 7, null);
        int count = point.writesEach() + Math.min(0, more);
        for (int i = 1; i <= count; i++) {
            int key = writes.nextKey();
            writes.nextLevel();
            oracle.saw(key, stale ? 1 : i);
            if (more == 1 && i == count) {
                oracle.saw(key, i);
            }
        }
        return oracle;
    }

    @Test
    void shouldDrawFewKeysMostOftenByZipf() {
        ScalePoint point = SMALL.squash(0, true);
        ScaleWrites writes = new ScaleWrites(point, 0, 7, ScaleWrites.ranks(point, 7));
        int[] counts = new int[300];
        for (int i = 0; i < 100_000; i++) {
            counts[writes.nextKey()]++;
        }
        assertThat(counts[0]).isBetween(14_000, 18_000);
        assertThat(counts[299]).isLessThan(200);
    }

    @Test
    void shouldMatchAsManyChangesAsAskedFor() {
        assertThat(ScaleWrites.threshold(100)).isEqualTo(ScaleWrites.LEVELS);
        assertThat(ScaleWrites.threshold(0)).isZero();
        assertThat(ScaleWrites.threshold(75)).isEqualTo(ScaleWrites.LEVELS / 2);
    }

    @Test
    void shouldVaryOneThingAtATime() {
        for (Dimension dimension : Dimension.values()) {
            assertThat(dimension.values(true)).isNotEmpty();
            assertThat(dimension.values(false)).containsAll(dimension.values(true));
        }
        assertThat(Dimension.KEYS.at(SMALL, 1_000)).isEqualTo(SMALL.keys(1_000));
        assertThat(Dimension.JOURNAL.at(SMALL, 2).journalBytes()).isEqualTo(2 << 20);
        assertThat(Dimension.SQUASH_ZIPF.at(SMALL, 10).squashNs()).isEqualTo(10_000_000);
    }

    @Test
    void shouldKeepEveryRunOfEachCurve() throws IOException {
        Path json = directory.resolve("made/scale.json");
        int code = run(
                "--quick",
                "--runs=2",
                "--mib=1",
                "--keys=500",
                "--dimensions=match,squash_zipf",
                "--most=10",
                "--save=" + json);
        assertThat(code).as(out + "\n" + errors).isZero();
        assertThat(out.toString()).contains("% of changes that match", "middle: ScalePoint[keys=500,");
        assertThat(errors.toString()).contains("  0 %: MATCH=0.10, run 1", " left: SQUASH_ZIPF=10.00, run 2");
        Map<?, ?> kept = (Map<?, ?>) Json.read(Files.readString(json));
        List<?> curves = (List<?>) kept.get("curves");
        assertThat(curves).hasSize(2);
        List<?> points = (List<?>) ((Map<?, ?>) curves.get(1)).get("points");
        assertThat(points).hasSize(3);
        assertThat((List<?>) ((Map<?, ?>) points.get(0)).get("runs")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--runs=0", "--mib=0", "--keys=0", "--dimensions=size"})
    void shouldRefuseWhatCannotBeMeasured(String option) throws IOException {
        assertThat(run(option)).isEqualTo(2);
        assertThat(errors.toString()).contains(option.substring(option.indexOf('=') + 1));
    }

    private int run(String... options) throws IOException {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(errors));
        List<String> all = new ArrayList<>(List.of("scale", "--dir=" + directory));
        all.addAll(List.of(options));
        return commandLine.execute(all.toArray(String[]::new));
    }
}
