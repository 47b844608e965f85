package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Space where the file system has no call to reserve it. */
class ChronicleSpaceTest {
    @TempDir
    Path base;

    @Test
    void shouldKeepWhatIsThereWhenItReservesByWriting() throws IOException {
        byte[] content = new byte[200_000];
        new SplittableRandom(7).nextBytes(content);
        Path file = Files.write(base.resolve("segment"), content);
        Thread.currentThread().interrupt();
        ChronicleSpace.fill(new RecordingDisk(), file, 0, 500_000);
        assertThat(Thread.interrupted()).isTrue();
        byte[] filled = Files.readAllBytes(file);
        assertThat(filled).hasSize(500_000);
        assertThat(Arrays.copyOf(filled, content.length)).isEqualTo(content);
        assertThat(Arrays.equals(filled, Arrays.copyOf(content, filled.length))).isTrue();
    }
}
