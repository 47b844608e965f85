package io.tailrace.bench.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.bench.Main;
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

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FeedsCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void shouldDrawALineForEachKindCountAndRate() throws IOException {
        Path json = directory.resolve("made/feeds.json");
        int code = run("--counts", "1,3", "--rates", "10,100", "--json", json.toString());
        assertThat(code).as(out + "\n" + errors).isZero();
        int lines = FeedKind.values().length * 4;
        assertThat(out.toString()).contains(FeedPoint.HEAD, "# " + lines + " of " + lines + " counted exactly");
        assertThat(errors.toString()).contains("line 1/" + lines + ": EQUALITY feeds=1 match=10.0%");
        Map<?, ?> kept = (Map<?, ?>) Json.read(Files.readString(json));
        List<?> points = (List<?>) kept.get("points");
        assertThat(points).hasSize(lines);
        assertThat(((Map<?, ?>) points.get(0)).get("kind")).isEqualTo("equality");
        assertThat(((Map<?, ?>) points.get(0)).get("fault")).isNull();
        assertThat(((Map<?, ?>) kept.get("machine")).get("cores")).isNotNull();
    }

    @Test
    void shouldTakeKindsInAnyCase() throws IOException {
        assertThat(run("--kinds", "point,Range", "--counts", "2", "--rates", "100"))
                .isZero();
        assertThat(out.toString()).contains("point ", "range ").doesNotContain("ordered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--counts=0", "--rates=0", "--rates=101", "--seconds=0", "--rows=0", "--kinds=other"})
    void shouldRefuseWhatCannotBeMeasured(String option) throws IOException {
        assertThat(run(option)).isEqualTo(2);
        assertThat(errors.toString())
                .contains(option.substring(0, option.indexOf('=')))
                .doesNotContain("only once");
    }

    @Test
    void shouldExplainItselfWithAnExample() throws IOException {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Example:", "--kinds", "EQUALITY, RANGE, POINT, RESIDUAL, ORDERED");
    }

    /** A canary of the oracle: a feed that was told once too often or too rarely is found out. */
    @Test
    void shouldNoticeAWrongCount() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            ClassedRows rows = new ClassedRows(engine, 20, 4, true);
            rows.update(1_000);
            for (FeedKind kind : FeedKind.values()) {
                long[] counts = new long[6];
                for (int feed = 0; feed < counts.length; feed++) {
                    counts[feed] = rows.expected(kind, feed % 4);
                }
                assertThat(FeedCurve.fault(rows, kind, counts)).isNull();
                counts[5]++;
                assertThat(FeedCurve.fault(rows, kind, counts)).startsWith("feed=5 counted=" + counts[5]);
            }
        }
    }

    @Test
    void shouldSayInItsLineWhatIsWrong() {
        FeedPoint point = new FeedPoint(FeedKind.POINT, 3, 0.001, 1, 2, Double.NaN, 4, 5, "feed=1 counted=2");
        assertThat(point.line()).contains("0.001", " - ").endsWith("WRONG: feed=1 counted=2");
    }

    private int run(String... options) throws IOException {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(errors));
        List<String> all = new ArrayList<>(List.of("feeds", "--dir=" + directory));
        all.addAll(List.of(options));
        for (String tiny : List.of("--seconds=0.01", "--rows=200")) {
            if (all.stream().noneMatch(option -> option.startsWith(tiny.substring(0, 6)))) {
                all.add(tiny);
            }
        }
        return commandLine.execute(all.toArray(String[]::new));
    }
}
