package io.tailrace.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Tailrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a device holds when the power goes. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ImagesTest {
    private static final int IMAGES = 300;
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();
    private final Tally tally = new Tally(new PrintWriter(said));

    @Test
    void shouldOpenWithAllThatWasForcedWhateverPagesOfTheRestAreThere() throws Exception {
        // An image is a set of files: what the device under them does is of no interest.
        Path scratch = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "tailrace-images-") : directory;
        try {
            new ImageRounds(scratch, tally).run(1, IMAGES);
        } finally {
            Bases.remove(scratch);
        }
        tally.print();
        assertThat(tally.failures()).as(said.toString()).isZero();
        assertThat(said.toString()).contains("image      tried " + IMAGES + ", survived " + IMAGES);
    }

    /** A canary of the images: one of which a page that was forced is gone has to be found out. */
    @Test
    void shouldNoticeAnImageOfWhatWasNotForced() throws IOException {
        Path live = directory.resolve("live");
        History truth;
        try (Tailrace engine = Tailrace.open(Writing.config(live))) {
            Writing writing = new Writing(engine, nobody(), Syncing.LYING);
            writing.write(0, 1);
            Bases.copy(live, directory.resolve("synced"));
            writing.write(0, 2);
            writing.write(0, 3);
            truth = History.of(engine);
        }
        Verdicts verdicts = new Verdicts(truth, truth.lastSequence);
        assertThatThrownBy(() -> verdicts.judge(directory.resolve("synced")))
                .isInstanceOf(WrongAnswer.class)
                .hasMessageContaining("lost what was forced");
    }

    @Test
    void shouldMixTheSameImageForTheSameSeed() throws IOException {
        Files.createDirectories(directory.resolve("old"));
        Files.createDirectories(directory.resolve("young/cursors"));
        Files.write(directory.resolve("old/a"), new byte[20_000]);
        byte[] young = new byte[30_000];
        Arrays.fill(young, (byte) 1);
        Files.write(directory.resolve("young/a"), young);
        Files.write(directory.resolve("young/cursors/b"), young);
        String first = mixed(7, "one");
        assertThat(mixed(7, "two")).isEqualTo(first);
        assertThat(Files.mismatch(directory.resolve("one/a"), directory.resolve("two/a")))
                .isNegative();
        assertThat(mixed(8, "three")).isNotEqualTo(first);
    }

    private String mixed(long seed, String into) throws IOException {
        return new PageMix(directory.resolve("old"), directory.resolve("young"), seed).into(directory.resolve(into));
    }

    private static PrintStream nobody() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }
}
