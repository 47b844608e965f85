package io.tailrace.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.bench.measure.Timing;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProfileTest {
    private static final long ROUND_NS = 300_000_000;
    private static final int SAMPLES = 10;
    private static final int UNTIMED = 1_000;

    @TempDir
    private Path directory;

    private final Dictionary dictionary = new Dictionary(new DocumentLimits());
    private final Field field = dictionary.field("text");
    private final DocumentWriter writer = new DocumentWriter(dictionary, new DocumentLimits());
    private long sum;

    @Test
    void shouldTellMethodsOfTheEngineInTheRoundsThatCountAndNothingElse() throws IOException {
        List<Profile.ThreadShares> all = List.of();
        while (of(all, "ours").samples() < SAMPLES || of(all, "by hand").samples() < SAMPLES) {
            all = recorded(); // anew where the machine is too busy to take samples
        }
        Profile.ThreadShares ours = of(all, "ours");
        assertThat(ours.isOfEngine()).isTrue();
        assertThat(ours.methods().keySet()).anyMatch(method -> method.matches("(Document|Text|Value|Open)\\w*\\.\\w+"));
        assertThat(of(all, "by hand").isOfEngine()).isFalse();
        List<?> shares = (List<?>) ours.raw().get("shares");
        assertThat(shares).hasSameSizeAs(ours.methods().entrySet());
    }

    private List<Profile.ThreadShares> recorded() throws IOException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(Profile.SAMPLE).withPeriod(Duration.ofMillis(1));
            recording.enable(Timing.EVENT).withoutThreshold();
            recording.start();
            round("ours", false); // warms up
            round("ours", true);
            round("by hand", false);
            recording.stop();
            recording.dump(file);
        }
        return Profile.read(file, 1);
    }

    private static Profile.ThreadShares of(List<Profile.ThreadShares> all, String side) {
        String thread = Thread.currentThread().getName();
        return all.stream()
                .filter(each -> each.side().equals(side) && each.thread().equals(thread))
                .findAny()
                .orElse(new Profile.ThreadShares(side, thread, 0, Map.of()));
    }

    private void round(String side, boolean isOfEngine) {
        long end = System.nanoTime() + ROUND_NS;
        Timing timing = Timing.start(side);
        while (System.nanoTime() < end) {
            for (int i = 0; i < UNTIMED; i++) { // no thread is sampled while it looks at the clock
                sum += isOfEngine ? written() : i % 7;
            }
        }
        assertThat(timing.end()).isGreaterThan(ROUND_NS / 2);
    }

    private int written() {
        writer.reset()
                .put(field, "a text that is written over and over again, and is not short")
                .finish();
        return writer.length();
    }
}
