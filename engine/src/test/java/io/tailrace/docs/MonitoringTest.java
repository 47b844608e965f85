package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page on monitoring says what there is, and quotes lines that are compiled. */
@Timeout(60)
class MonitoringTest {
    private static final Path PAGE = Path.of("docs/monitoring.md");

    @TempDir
    private Path directory;

    @Test
    void shouldListEveryMetricAsItIs() throws IOException {
        String table = Arrays.stream(Metric.values())
                .map(metric -> "| `" + metric.fullName() + "` | "
                        + metric.kind().name().toLowerCase(Locale.ROOT) + " | " + unit(metric) + " | "
                        + metric.description() + " |")
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(PAGE)).contains("|---|---|---|---|\n" + table + "\n\n");
    }

    private static String unit(Metric metric) {
        return switch (metric.unit()) {
            case NONE -> "";
            case CHANGES -> "changes";
            case BYTES -> "bytes";
            case NANOSECONDS -> "ns";
        };
    }

    @Test
    void shouldListEveryEventOfTheFlightRecorder() throws IOException {
        String page = Files.readString(PAGE);
        for (String name : new String[] {
            "Roll", "Force", "Snapshot", "Recovery", "Stall", "BackPressure", "SlowHandler", "FeedFailed"
        }) {
            assertThat(page).contains("| `io.tailrace." + name + "` |");
        }
    }

    @Test
    void shouldRunTheLinesThatThePageQuotes() {
        assertThat(Monitoring.run(directory.resolve("journal"))).containsExactly("journaled 2", "meters true");
    }
}
