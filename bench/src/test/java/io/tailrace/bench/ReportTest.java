package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final List<Verdict> VERDICTS = List.of(
            Verdict.ratio(
                    "B1",
                    "append",
                    4,
                    List.of(
                            series("raw append", 120, 100, 110),
                            series("append", 31, 30, 29),
                            series("raw append recipe", 108, 109, 110),
                            series("copy limit", 7, 8, 9))),
            Verdict.bytes("B10", "index", 26.5, 32),
            Verdict.against("B11", "screens", 3, series("by hand", 9, 10, 11), series("feeds", 5, 4, 6)),
            Verdict.percent("B13", "idle", 1.5, 2));

    @TempDir
    private Path directory;

    @Test
    void shouldMakeThePageOutOfTheRawResults() throws IOException {
        RawResults.write(directory.resolve("raw/budgets.json"), machine(), false, VERDICTS);
        assertThat(Report.write(directory)).isEqualTo(1);

        assertThat(Files.readString(directory.resolve("README.md")))
                .contains("## Budgets on JDK 17, 2 cores")
                .contains("| B1 | append | 3.67x | ≥ 4.00x | **short** | 110.00 (100.00–120.00) | 30.00 (29.00–31.00) "
                        + "| 8.00 | 1.01 |")
                .contains("| B10 | index | 26.50 B | ≤ 32.00 B | ok |")
                .contains("| B11 | screens | 2.00x | ≥ 3.00x | **short** | 10.00 (9.00–11.00) | 5.00 (4.00–6.00) | | |")
                .contains("| B13 | idle | 1.50 % | ≤ 2.00 % | ok |")
                .contains("commit abc")
                .contains("raw/budgets.json");
        assertThat(Files.readString(directory.resolve("budgets.svg")))
                .startsWith("<svg ")
                .contains("B1, JDK 17")
                .contains("3.67x of 4.00x")
                .endsWith("</svg>\n");
    }

    @Test
    void shouldNameTheVersionOfTheBaselineThatWasMeasured() throws IOException {
        Map<String, Object> later = machine();
        later.put("chronicleQueue", "1999.1");
        RawResults.write(directory.resolve("raw/budgets.json"), machine(), false, VERDICTS);
        Report.write(directory);
        assertThat(Files.readString(directory.resolve("README.md"))).contains("raw Chronicle Queue, one change");
        RawResults.write(directory.resolve("raw/later.json"), later, false, VERDICTS);
        Report.write(directory);
        assertThat(Files.readString(directory.resolve("README.md"))).contains("raw Chronicle Queue 1999.1, one change");
    }

    @Test
    void shouldMakeTheSamePageAgain() throws IOException {
        RawResults.write(directory.resolve("raw/budgets.json"), machine(), false, VERDICTS);
        Report.write(directory);
        String page = Files.readString(directory.resolve("README.md"));
        Report.write(directory);
        assertThat(Files.readString(directory.resolve("README.md"))).isEqualTo(page);
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        Path file = directory.resolve("raw.json");
        RawResults.write(file, machine(), true, VERDICTS);
        List<Verdict> read = RawResults.verdicts(Json.read(Files.readString(file)));
        assertThat(read)
                .extracting(Verdict::line)
                .containsExactlyElementsOf(VERDICTS.stream().map(Verdict::line).toList());
    }

    @Test
    void shouldShowWhatJmhLeftBehind() throws IOException {
        Files.createDirectories(directory.resolve("raw"));
        Files.writeString(
                directory.resolve("raw/jmh.json"),
                "[{\"benchmark\":\"io.tailrace.bench.Append.block\",\"mode\":\"avgt\",\"forks\":1,"
                        + "\"primaryMetric\":{\"score\":25.123,\"scoreError\":\"NaN\",\"scoreUnit\":\"ns/op\"}}]");
        Report.write(directory);
        assertThat(Files.readString(directory.resolve("README.md")))
                .contains("| Append.block | avgt | 25.12 | - | ns/op | 1 |");
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", 2);
        machine.put("jdkFeature", 17);
        machine.put("flags", "");
        machine.put("commit", "abc");
        return machine;
    }

    private static Series series(String name, double... nanos) {
        return new Series(name, nanos);
    }
}
