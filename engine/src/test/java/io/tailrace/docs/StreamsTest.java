package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lines that the page on streams quotes do what it says. */
@Timeout(60)
class StreamsTest {
    @TempDir
    private Path directory;

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
