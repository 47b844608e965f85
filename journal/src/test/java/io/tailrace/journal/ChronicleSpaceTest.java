package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Space where the file system has no call to reserve it. */
class ChronicleSpaceTest {
    @TempDir
    Path base;

    @Test
    void shouldLeaveNothingOfASegmentThatCouldNotBeMade() {
        RecordingDisk disk = new RecordingDisk();
        ChronicleSpace space =
                new ChronicleSpace(JournalFixture.small(base).disk(disk).conclude());
        Path file = base.resolve("segment");
        disk.failAfter = "create segment";
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> space.create(file))
                    .isInstanceOf(JournalException.class)
                    .hasRootCauseMessage("planted");
            assertThat(file).doesNotExist();
        }
        disk.failAfter = null;
        space.create(file);
        assertThat(file).hasSize(space.firstStep());
    }

    @Test
    void shouldLeaveAFileAloneThatIsThereAlready() throws IOException {
        Path file = Files.write(base.resolve("segment"), new byte[] {1});
        ChronicleSpace space = new ChronicleSpace(JournalFixture.small(base).conclude());
        assertThatThrownBy(() -> space.create(file))
                .isInstanceOf(JournalException.class)
                .hasCauseInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasBinaryContent(new byte[] {1});
    }

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

    /** The writer may wait for whoever touches, and the caller that drives an engine does it itself. */
    @Test
    void shouldTouchAStepInManySmallParts() {
        int stepBytes = 4 << 20;
        ChronicleSpace space = new ChronicleSpace(new JournalConfig()
                .segmentBytes(4 * stepBytes)
                .largestBlockBytes(64 << 10)
                .reserveStepBytes(stepBytes)
                .conclude());
        Path file = base.resolve("segment");
        space.create(file);
        space.attach(file, 0);
        UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(5 * stepBytes));
        space.mapped(memory.addressOffset());
        int parts = 0;
        long near = 0;
        while (space.ahead()) {
            parts++;
            near = parts == 16 ? space.touched() : near;
            assertThat(space.reserved())
                    .as("in small pieces")
                    .isLessThanOrEqualTo(stepBytes + (parts + 1) * (32L << 10));
        }
        space.close();
        assertThat(near).as("of what comes at once, 16 pages a part").isEqualTo(1 << 20);
        assertThat(parts).as("then page by page, up to a step of 1,024").isBetween(16 + 750, 16 + 780);
        assertThat(memory.getInt(0)).isZero(); // and is still there
    }

    /** Else the writer that begins a segment waits while the system clears a whole step at its first page. */
    @Test
    void shouldHaveTheBeginOfANewSegmentInMemory() throws IOException {
        ChronicleSpace space = new ChronicleSpace(new JournalConfig().conclude());
        Path file = base.resolve("segment");
        space.create(file);
        try (FileChannel channel = FileChannel.open(file)) {
            MappedByteBuffer begin = channel.map(FileChannel.MapMode.READ_ONLY, 0, 64 << 10);
            assertThat(begin.isLoaded()).isTrue();
            for (int at = 0; at < begin.capacity(); at += Long.BYTES) {
                assertThat(begin.getLong(at)).isZero();
            }
        }
    }
}
