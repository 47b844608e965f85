package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.error.BackPressureException;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.BackPressure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording shows of an engine. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlightRecorderTest {
    @TempDir
    Path temporary;

    @Test
    void shouldShowWhatAnEngineSeldomDoes() throws IOException {
        Path file = temporary.resolve("engine.jfr");
        try (Recording recording = new Recording()) {
            Stream.of("Roll", "Recovery", "Snapshot", "Force", "FeedFailed", "SlowHandler", "BackPressure", "Stall")
                    .forEach(name -> recording.enable("io.tailrace." + name).withThreshold(Duration.ZERO));
            recording.start();
            run();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(of(events, "Recovery")).hasSize(2);
        assertThat(of(events, "Recovery").get(1).getLong("changes")).isGreaterThan(100);
        assertThat(of(events, "Roll")).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getInt("segment")).isGreaterThan(1);
            assertThat(event.getDuration()).isPositive();
        });
        assertThat(of(events, "Force")).isNotEmpty();
        assertThat(of(events, "Snapshot")).singleElement().satisfies(event -> {
            assertThat(event.getLong("documents")).isPositive();
            assertThat(event.getLong("bytes")).isPositive();
        });
        assertThat(of(events, "FeedFailed")).singleElement().satisfies(event -> {
            assertThat(event.getString("feed")).isEqualTo("bad");
            assertThat(event.getString("error")).contains("planted");
        });
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.tailrace." + name))
                .toList();
    }

    private void run() {
        TailraceConfig config = new TailraceConfig()
                .directory(temporary.resolve("journal"))
                .threading(Threading.INVOKER)
                .segmentBytes(40 << 20)
                .errorHandler(error -> {});
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            engine.run("bad", table.changes(), change -> {
                throw new IllegalStateException("planted");
            });
            String large = "x".repeat(500_000);
            for (int i = 0; i < 120; i++) {
                table.upsert(i % 10).put("text", large + i).commit();
            }
            engine.sync();
        }
        try (Tailrace engine = Tailrace.open(config)) {
            engine.snapshot();
        }
    }

    @Test
    void shouldShowWhoWaitsForRoom() throws IOException {
        Path file = temporary.resolve("ring.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.tailrace.BackPressure").withThreshold(Duration.ZERO);
            recording.start();
            TailraceConfig config =
                    new TailraceConfig().inMemory().threading(Threading.INVOKER).backPressure(BackPressure.BLOCK);
            try (Tailrace engine = Tailrace.open(config)) {
                Table table = engine.table("t");
                for (int i = 0; i < 10_000; i++) {
                    table.upsert(i).put("n", i).commit(Acknowledgement.RECEIVED);
                }
            } catch (BackPressureException e) {
                throw new AssertionError(e);
            }
            recording.dump(file);
        }
        List<RecordedEvent> events = of(RecordingFile.readAllEvents(file), "BackPressure");
        assertThat(events).isNotEmpty();
        assertThat(events.get(0).getInt("slots")).isEqualTo(1);
    }
}
