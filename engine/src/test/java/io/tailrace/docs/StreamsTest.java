package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on streams quotes lines that are compiled and run. */
@Timeout(60)
class StreamsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"stream", "subscriber", "publish"})
    void shouldQuoteLinesThatAreCompiled(String part) throws IOException {
        assertThat(Files.readString(Path.of("docs/streams.md"))).contains(Quoted.of("StreamedQuotes", part));
    }

    @Test
    void shouldStream() {
        assertThat(StreamedQuotes.stream(directory.resolve("journal"))).containsExactly("bid 61800", "bid 61900");
    }

    @Test
    void shouldPublish() throws InterruptedException {
        assertThat(StreamedQuotes.publish(directory.resolve("journal")))
                .containsExactly("{\"bid\":61800,\"id\":\"BTCUSDT\"}", "{\"bid\":61900,\"id\":\"BTCUSDT\"}");
    }
}
