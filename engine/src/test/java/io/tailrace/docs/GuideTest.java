package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GuideTest {
    private static final Path GUIDE = Path.of("docs/guide.md");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ChatRoom", "BeatPreviousScore", "Transfer", "NestedQuote"})
    void shouldQuoteLinesThatAreCompiled(String example) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/tailrace/docs/" + example + ".java"));
        int from = source.indexOf("// tag::guide\n") + "// tag::guide\n".length();
        String quoted = source.substring(from, source.indexOf("            // end::guide", from))
                .lines()
                .map(line -> line.replaceFirst("^ {12}", ""))
                .collect(Collectors.joining("\n", "```java\n", "\n```"));

        assertThat(Files.readString(GUIDE)).contains(quoted);
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
}
