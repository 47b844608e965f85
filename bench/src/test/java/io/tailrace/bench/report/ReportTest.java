package io.tailrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String MACHINE = "\"machine\": {\"cores\": 2, \"jdkFeature\": 17, \"flags\": \"\","
            + " \"commit\": \"abc\", \"time\": \"%s\"}";

    @TempDir
    private Path directory;

    @BeforeEach
    void keepRawResults() throws IOException {
        budgets("older.json", "2026-01-01T00:00:00Z", 9.5, 0);
        budgets("newer.json", "2026-01-02T00:00:00Z", 3.666, 1.5);
    }

    private void budgets(String name, String time, double measured, double others) throws IOException {
        raw(name, """
                {"kind": "budgets", "quick": false, MACHINE, "othersPercent": {"B1": OTHERS}, "verdicts": [
                  {"id": "B1", "what": "append", "unit": "x", "measured": MEASURED, "goal": 4.0, "atLeast": true,
                   "holds": false, "baselineNanos": 110.0, "limitNanos": 8.0, "recipe": 1.01, "sound": true,
                   "rounds": {"raw": [120.0, 100.0, 110.0], "ours": [31.0, 30.0, 29.5]},
                   "medians": {"raw": 110.0, "ours": 30.0}},
                  {"id": "B10", "what": "index", "unit": "B", "measured": 26.5, "goal": 32, "atLeast": false,
                   "holds": true, "baselineNanos": 0, "rounds": {}}]}
                """.replace("MACHINE", MACHINE.formatted(time))
                .replace("OTHERS", Double.toString(others))
                .replace("MEASURED", Double.toString(measured)));
    }

    private void raw(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve("raw"));
        Files.writeString(directory.resolve("raw").resolve(name), text);
    }

    private String page(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void shouldTellOfEachBudgetWhatWasMeasuredLast() throws IOException {
        assertThat(Report.write(directory, null)).isEqualTo(2);
        assertThat(page("README.md"))
                .contains(
                        "| B1 | append | 3.67x | ≥ 4x | **short** | 17 |",
                        "| B10 | index | 26.5 B | ≤ 32 B | ok | 17 |")
                .doesNotContain("9.50");
        assertThat(page("write.md"))
                .contains("| B1 | append | 17 | 3.67x | ≥ 4x | **short** | 110 (100–120) | 30 (29.5–31) | 8 | 1.50 |")
                .contains("Raw: [newer.json](raw/newer.json) · cores 2 · jdkFeature 17 · flags none · commit abc");
        assertThat(page("budgets.svg"))
                .startsWith("<svg ")
                .contains("B1, JDK 17", "3.67x of 4x", "prefers-color-scheme:dark")
                .endsWith("</svg>\n");
    }

    @Test
    void shouldCallVoidWhatOthersHaveDisturbedUnlessItIsNoTime() throws IOException {
        budgets("newest.json", "2026-01-03T00:00:00Z", 5, 20);
        Report.write(directory, null);
        assertThat(page("README.md")).contains("| B1 | append | 5x | ≥ 4x | void | 17 |", "26.5 B | ≤ 32 B | ok |");
    }

    @Test
    void shouldSayOfEachPageWhatIsNotMeasuredYet() throws IOException {
        Report.write(directory, null);
        for (String name : Report.PAGES) {
            assertThat(page(name)).startsWith("# ").doesNotContain("{{");
        }
        assertThat(page("scale.md")).contains("Not measured yet.");
    }

    @Test
    void shouldRemovePagesAndPicturesThatAreNotMadeAnyMore() throws IOException {
        Files.writeString(directory.resolve("old.svg"), "");
        Files.writeString(directory.resolve("old.md"), "");
        Files.writeString(directory.resolve("kept.txt"), "");
        Report.write(directory, null);
        assertThat(directory.resolve("old.svg")).doesNotExist();
        assertThat(directory.resolve("old.md")).doesNotExist();
        assertThat(directory.resolve("kept.txt")).exists();
    }

    @Test
    void shouldFillTheTableOfTheReadmeBetweenItsMarks() throws IOException {
        Path readme = directory.resolve("PROJECT.txt");
        Files.writeString(readme, "before\n" + Report.BEGIN + "\nold\n" + Report.END + "\nafter\n");
        Report.write(directory, readme);
        assertThat(Files.readString(readme))
                .startsWith("before\n" + Report.BEGIN + "\n| id |")
                .contains("| id | what | goal | JDK 17 |\n", "| B1 | append | ≥ 4x | 3.67x **short** |")
                .doesNotContain("old", "B10")
                .endsWith("|\n" + Report.END + "\nafter\n");
        Files.writeString(readme, "no marks");
        Report.write(directory, readme);
        assertThat(readme).hasContent("no marks");
    }

    @Test
    void shouldShowWhatJmhLeftBehind() throws IOException {
        raw(
                "jmh.json",
                "[{\"benchmark\":\"io.tailrace.bench.jmh.WriteBenchmark.handles\",\"mode\":\"avgt\",\"forks\":3,"
                        + "\"jdkVersion\":\"17.0.1\","
                        + "\"primaryMetric\":{\"score\":25.123,\"scoreError\":\"NaN\",\"scoreUnit\":\"ns/op\"}}]");
        Report.write(directory, null);
        assertThat(page("write.md")).contains("| WriteBenchmark.handles |  | 25.1 | - | ns/op | 3 |");
        assertThat(page("read.md")).doesNotContain("WriteBenchmark");
    }

    @Test
    void shouldTellWhereTheTimeGoesOfThreadsThatWereSampledOften() throws IOException {
        String thread = """
                {"id": "B2", "side": "writes", "thread": "THREAD", "samples": SAMPLES, "shares": [
                 {"method": "Stripe.find", "percent": 41.27}, {"method": "bench", "percent": 8.0}]}
                """;
        raw("profile.json", """
                {"kind": "profile", "quick": false, MACHINE, "profiles": [WRITER, SELDOM]}
                """.replace("MACHINE", MACHINE.formatted("2026-01-01T00:00:00Z"))
                .replace("WRITER", thread.replace("THREAD", "writer").replace("SAMPLES", "1200"))
                .replace("SELDOM", thread.replace("THREAD", "seldom").replace("SAMPLES", "3")));
        Report.write(directory, null);
        assertThat(page("write.md"))
                .contains("### Where the time goes, JDK 17", "Raw: [profile.json](raw/profile.json)")
                .contains("| B2 | writes | writer | 1,200 | `Stripe.find` 41.3, `bench` 8 |")
                .doesNotContain("seldom");
        assertThat(page("read.md")).doesNotContain("Where the time goes");
    }

    @Test
    void shouldDrawLatenciesByTopologyAndLoad() throws IOException {
        raw("latency.json", """
                {"kind": "latency", "quick": true, "seed": 1, MACHINE,
                 "cells": [{"topology": "TWO", "route": "SHARED", "threads": 2, "load": "90%", "ratePerSecond": 123456,
                   "kept": true, "disturbed": true, "medians": {"p50": 1.75, "p99": 8.5, "max": 2000.25},
                   "runs": [{"p99": 7.5, "othersPercent": 1.25}, {"p99": 9.5, "othersPercent": 2.5}]}],
                 "ratios": [{"topology": "TWO", "load": "90%", "ours": "SHARED", "rival": "by hand",
                   "percentile": "p99", "times": 0.45, "void": "others"}],
                 "pauses": [{"topology": "TWO", "load": "90%", "route": "SHARED",
                   "causes": {"page_faults": {"count": 3, "sumMillis": 4.5, "longestMillis": 2.25}}}],
                 "rolls": [{"route": "SHARED", "rolls": 20, "within": 19, "p99ElsewhereMicros": 12.5,
                   "p99AroundMedianMicros": 13.5, "p99AroundHighestMicros": 14.5, "othersPercent": 1.5}]}
                """.replace("MACHINE", MACHINE.formatted("2026-01-01T00:00:00Z")));
        Report.write(directory, null);
        assertThat(page("latency.md"))
                .contains("### 2 threads, 123,456/s (90%)", "(latency-two-90pc.svg)")
                .contains("| SHARED | 1.75 | - | 8.50 | - | - | 2,000 | 7.50–9.50 | 1.25–2.50 | void: disturbed |")
                .contains("| SHARED | by hand | p99 | 0.45 | void: others |")
                .contains("| SHARED | page faults | 3 | 4.50 | 2.25 |")
                .contains("| SHARED | 17 | 20 | 19 | 12.5 | 13.5 | 14.5 | 1.50 |  |");
        assertThat(page("latency-two-90pc.svg")).contains("SHARED", "p99.9", "123,456/s (90%)");
    }

    @Test
    void shouldDrawCurvesOfScaleAndOfFeeds() throws IOException {
        raw(
                "scale.json",
                "{\"kind\": \"scale\", \"quick\": true, " + MACHINE.formatted("2026-01-01T00:00:00Z")
                        + ", \"middle\": {\"keys\": 100000}, \"runsAPoint\": 3, \"curves\": [" + curve("KEYS") + ","
                        + curve("SQUASH_ZIPF") + "]}");
        raw(
                "feeds.json",
                "{\"kind\": \"feeds\", " + MACHINE.formatted("2026-01-01T00:00:00Z") + ", \"points\": [{\"kind\":"
                        + " \"range\", \"feeds\": 1000, \"matchPercent\": 0.1, \"openMicros\": 2.5,"
                        + " \"changesPerSecond\": 1500000.5, \"fault\": null}]}");
        Report.write(directory, null);
        assertThat(page("scale.md"))
                .contains("The middle: keys 100,000. Runs at a point: 3.", "(scale-keys.svg)")
                .contains("| 1,000 | 900,000 (800,000–950,000) | 110 |")
                .doesNotContain("squash");
        assertThat(page("squash.md")).contains("(scale-squash_zipf.svg)");
        assertThat(page("scale-keys.svg")).contains("writes/s", "producer, ns a write", ">1,000<");
        assertThat(page("feeds.md")).contains("| range | 1,000 | 0.10 | 2.50 | - | - | 1,500,001 | - | exact |");
        assertThat(page("feeds.svg")).contains("Standing feeds, JDK 17");
    }

    @Test
    void shouldSetPeersBesideEachOtherAndSayWhereTheyWin() throws IOException {
        raw("peers.json", """
                {"kind": "peers", "quick": false, "seed": 1, MACHINE, "flags": {"Esper": "-Xmx4g"}, "cells": [
                 {"screens": "100 ranges", "side": "Tailrace", "ours": true, "against": "Tailrace", "exact": true,
                  "disturbed": false, "updatesPerSecond": 900000.0, "lowest": 800000.0, "highest": 950000.0,
                  "timesOurs": 1.0, "deliveriesPerSecond": 945000.0, "bytesPerUpdate": 0.0, "anonymousMiB": 300,
                  "openSeconds": 0.05, "loads": [
                   {"load": "10000", "kept": true, "ratePerSecond": 10000, "p50": 4.5, "p99": 20.5,
                    "p50Lowest": 4.25, "p50Highest": 4.75, "p99Lowest": 18.5, "p99Highest": 22.5}],
                  "runs": [{"facts": {"threads": "3", "durability": "journal", "settings": "defaults"}}]},
                 {"screens": "100 ranges", "side": "Esper", "ours": false, "against": "Tailrace", "exact": true,
                  "disturbed": false, "updatesPerSecond": 1500000.0, "lowest": 1400000.0, "highest": 1600000.0,
                  "timesOurs": 1.667, "deliveriesPerSecond": 1575000.0, "bytesPerUpdate": 898.0, "anonymousMiB": 900,
                  "openSeconds": 0.25, "loads": [
                   {"load": "10000", "kept": true, "ratePerSecond": 10000, "p50": 1.25, "p99": 21.5,
                    "p50Lowest": 1.125, "p50Highest": 1.375, "p99Lowest": 19.5, "p99Highest": 23.5}],
                  "runs": [{"facts": {"version": "9.0.0", "durability": "none"}}]},
                 {"screens": "100 ranges", "side": "Ignite", "ours": false, "against": "Tailrace", "exact": false,
                  "fault": "query=5 counted=6 expected=7", "runs": []}]}
                """.replace("MACHINE", MACHINE.formatted("2026-01-01T00:00:00Z")));
        Path readme = directory.resolve("PROJECT.txt");
        Files.writeString(readme, Report.BEGIN + "\n" + Report.END + "\n");
        Report.write(directory, readme);
        assertThat(page("peers.md"))
                .contains("### 100 ranges, JDK 17", "(peers.svg)", "seed 1")
                .contains("| Esper | 1,500,000 (1,400,000–1,600,000) | 1.67 | 1,575,000 | 898 | 900 | 0.25 | exact |")
                .contains("| Ignite |  |  |  |  |  |  | void: query=5 counted=6 expected=7 |")
                .contains("| Esper | 1.25 / 21.5 (19.5–23.5) |", "| Ignite | not kept |")
                .contains("* Esper takes 1,500,000 updates/s, Tailrace 900,000.")
                .contains("* Esper at 10000/s, p50: 1.25 us, Tailrace 4.50 us.")
                .doesNotContain("p99: 21.5")
                .contains("| Esper | 9.0.0 |  | none |  |", "* Esper: `-Xmx4g`");
        assertThat(page("peers.svg"))
                .contains("Standing queries, JDK 17", "Esper")
                .doesNotContain("Ignite");
        assertThat(Files.readString(readme))
                .contains("| 100 ranges, JDK 17 | 900,000 | void | 1,500,000 | void | void | void |");
    }

    private static String curve(String dimension) {
        return """
               {"dimension": "DIMENSION", "unit": "things", "points": [{"value": 1000,
                "medians": {"writesPerSecond": 900000, "producerCpuNanosPerWrite": 110.4},
                "lowestWritesPerSecond": 800000, "highestWritesPerSecond": 950000}]}
               """.replace("DIMENSION", dimension);
    }

    @Test
    void shouldWriteNumbersInOneWay() {
        assertThat(Numbers.text(0)).isEqualTo("0");
        assertThat(Numbers.text(0.0457)).isEqualTo("0.046");
        assertThat(Numbers.text(2.345)).isEqualTo("2.35");
        assertThat(Numbers.text(23.45)).isEqualTo("23.5");
        assertThat(Numbers.text(2_345.6)).isEqualTo("2,346");
        assertThat(Numbers.text("none")).isEqualTo("-");
    }
}
