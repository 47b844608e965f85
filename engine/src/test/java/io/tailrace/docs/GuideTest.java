package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class GuideTest {
    private static final Path DOCS = Path.of("docs");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"TradingScreen, 11, 5", "QuickStart, 5, 3"})
    void shouldImportAsThePageOnTheArchitectureSays(String example, int types, int packages) throws IOException {
        List<String> imports = Files.readString(Path.of("src/test/java/io/tailrace/docs/" + example + ".java"))
                .lines()
                .filter(line -> line.matches("import (static )?io\\.tailrace\\..*"))
                .toList();

        assertThat(imports).hasSize(types);
        assertThat(imports.stream()
                        .map(line -> line.replaceFirst("import (static )?([a-z.]+)\\..*", "$2"))
                        .distinct())
                .hasSize(packages);
    }

    private static void shown(String page, List<String> lines) throws IOException {
        assertThat(Files.readString(DOCS.resolve(page))).contains("```\n" + String.join("\n", lines) + "\n```");
    }

    @Test
    void shouldTellWhatTheFirstFeedTells() throws IOException {
        List<String> seen = FirstFeed.run(directory.resolve("journal"));

        shown("first-feed.md", seen.subList(0, 3));
        assertThat(seen.subList(3, seen.size()))
                .containsExactly(
                        "taken {\"bid\":61900,\"id\":\"BTCUSDT\"}",
                        "run {\"bid\":61900,\"id\":\"BTCUSDT\"}",
                        "behind by 0");
    }

    @Test
    void shouldEndWindowsByTheTimeOfTheJournal() throws IOException {
        shown("squash.md", SquashWindows.run());
    }

    @Test
    void shouldRunAStrategyUnderTheClockOfTheTest() throws IOException {
        List<String> seen = VirtualClock.run();

        shown("testing.md", seen);
        assertThat(VirtualClock.run()).isEqualTo(seen);
    }

    @Test
    void shouldForceTwoWritesThatWait() {
        assertThat(Levels.run(directory.resolve("journal"))).isTrue();
    }

    @Test
    void shouldTakeSnapshotsAndKeepWhatIsAskedFor() {
        assertThat(Keeping.run(directory.resolve("journal"))).isEqualTo("2 1 1");
    }

    @Test
    void shouldListByAnExpression() {
        assertThat(Indexed.run(directory.resolve("journal"))).containsExactly("BTCUSDT", "ETHUSDT", "at 5");
    }

    @Test
    void shouldLookAtAnIncident() {
        assertThat(Incident.run(directory))
                .containsExactly(
                        "then {\"bid\":97,\"id\":\"BTC\"}",
                        "then {\"bid\":7,\"id\":\"ETH\"}",
                        "quotes {\"bid\":97,\"id\":\"BTC\"} -> {\"bid\":95,\"id\":\"BTC\"}",
                        "4 s {\"bid\":96,\"id\":\"BTC\"}",
                        "5 s {\"bid\":95,\"id\":\"BTC\"}",
                        "again {\"bid\":96,\"id\":\"BTC\"}",
                        "again {\"bid\":95,\"id\":\"BTC\"}");
    }

    @Test
    void shouldShowDocumentsAsRecords() throws IOException {
        List<String> seen = RecordQuotes.run(directory.resolve("journal"));
        assertThat(seen)
                .containsExactly(
                        "Quote[id=BTCUSDT, bid=61800.25, size=3]", "{\"bid\":6180025,\"id\":\"BTCUSDT\",\"size\":3}");
        for (String one : seen) {
            assertThat(Files.readString(DOCS.resolve("modelling.md"))).contains("`" + one + "`");
        }
    }

    @Test
    void shouldFollowAChatRoom() {
        assertThat(ChatRoom.run(directory.resolve("journal")))
                .containsExactly("room ADD hello", "posted hello", "posted moves away");
    }

    @Test
    void shouldTransferOnlyBetweenAccountsAsTheyWereRead() {
        assertThat(Transfer.run(directory.resolve("first"), accounts -> {}))
                .containsExactly(
                        "REPLACED NONE null", "{\"balance\":90,\"id\":\"ada\"}", "{\"balance\":10,\"id\":\"bob\"}");
        assertThat(Transfer.run(
                        directory.resolve("second"),
                        accounts -> accounts.upsert("bob").put("balance", 7).commit()))
                .containsExactly(
                        "ERROR VERSION_MISMATCH bob",
                        "{\"balance\":100,\"id\":\"ada\"}",
                        "{\"balance\":7,\"id\":\"bob\"}");
    }

    @Test
    void shouldBookEachOrderOnce() {
        Path journal = directory.resolve("journal");
        assertThat(BookedOnce.run(journal, "first"))
                .containsExactly("{\"amount\":10,\"id\":\"for \\\"first\\\"\"}", "booking at 3");
        assertThat(BookedOnce.run(journal, "second"))
                .containsExactly(
                        "{\"amount\":10,\"id\":\"for \\\"first\\\"\"}",
                        "{\"amount\":10,\"id\":\"for \\\"second\\\"\"}",
                        "booking at 5");
    }

    @Test
    void shouldWriteByTheNumbersOfPreparedFields() {
        assertThat(PreparedQuotes.run(directory.resolve("journal")))
                .containsExactly(
                        "{\"ask\":61800.3,\"bid\":61800.2,\"id\":\"BTCUSDT\"}",
                        "{\"bid\":2681.38,\"id\":\"ETHUSDT\",\"venue\":\"spot\"}",
                        "{\"ask\":0.51,\"bid\":0.5,\"id\":\"XRPUSDT\"}");
    }

    @Test
    void shouldPutNestedValuesAndLookOneUp() {
        assertThat(NestedQuote.run(directory.resolve("journal")))
                .isEqualTo("61800.2 {\"bid\":61800.2,\"halted\":null,\"id\":\"BTCUSDT\",\"seen\":"
                        + "{\"$reql_type$\":\"TIME\",\"epoch_time\":1723161255,\"timezone\":\"+00:00\"},"
                        + "\"venue\":{\"levels\":[61800.2,61800.1],\"name\":\"spot\"}}");
    }

    @Test
    void shouldTellWhoBeatsThePreviousScore() {
        assertThat(BeatPreviousScore.run(directory.resolve("journal")))
                .containsExactly("{\"id\":\"ada\",\"score\":12}", "{\"id\":\"ada\",\"score\":15}");
    }

    @Test
    void shouldTellOfLargeMovesAndOfAllButTheTime() {
        assertThat(LargeMoves.run(directory.resolve("journal")))
                .containsExactly(
                        "moves {\"id\":\"ada\",\"price\":100.0,\"ts\":1}",
                        "moves {\"id\":\"ada\",\"price\":101.0,\"ts\":4}",
                        "quoted {\"id\":\"ada\",\"price\":100.0,\"ts\":1}",
                        "quoted {\"id\":\"ada\",\"price\":100.25,\"ts\":2}",
                        "quoted {\"id\":\"ada\",\"price\":101.0,\"ts\":4}");
    }

    @Test
    void shouldTellEachOfManyScreensOfItsChanges() {
        assertThat(ManyScreens.run(directory.resolve("journal")))
                .containsExactly(
                        "7 {\"desk\":7,\"id\":\"ada\"}",
                        "7 null",
                        "8 {\"desk\":8,\"id\":\"ada\"}",
                        "group of 1000 feeds, 1000 read together\n   1000  equality on row.desk of table=quotes");
    }

    @Test
    void shouldShowWhatHasMovedOnATradingScreen() {
        try (TradingScreen screen = new TradingScreen(directory.resolve("journal"))) {
            screen.quote("ETHUSDT", 2_681.38, 2_681.39, 1.5);
            screen.quote("BTCUSDT", 61_700.1, 61_700.2, 0.2);
            screen.quote("XRPUSDT", 0.5, 0.51, 3);
            screen.quote("XRPUSDT", 0.49, 0.5, 0.9);
            screen.quote("ETHUSDT", 2_681.4, 2_681.41, 1.6);

            assertThat(screen.lines()).containsExactly(Map.entry("ETHUSDT", "2681.4 / 2681.41"));
            assertThat(screen.dearest(2)).containsExactly("BTCUSDT", "ETHUSDT");
        }
        try (TradingScreen again = new TradingScreen(directory.resolve("journal"))) {
            again.quote("XRPUSDT", 0.52, 0.53, 4);

            assertThat(again.lines()).containsOnlyKeys("ETHUSDT", "XRPUSDT");
        }
    }
}
