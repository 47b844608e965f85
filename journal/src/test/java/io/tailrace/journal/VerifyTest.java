package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.NotAJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That no byte of a closed journal can change unseen. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class VerifyTest {
    @TempDir
    Path directory;

    private final JournalFixture fixture = new JournalFixture();

    private static JournalConfig tiny(Path directory) {
        return new JournalConfig()
                .directory(directory)
                .segmentBytes(32 << 10)
                .largestBlockBytes(8 << 10)
                .reserveStepBytes(16 << 10);
    }

    @BeforeEach
    void write() {
        try (Journal journal = Journal.open(tiny(directory))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 70, 4);
            assertThat(journal.info().segments()).isEqualTo(2);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !DirectoryLock.isLock(file.getFileName().toString()))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    @Test
    void shouldFindNothingWrongWithASoundJournal() throws IOException {
        VerifyReport report = Journal.verify(directory);
        assertThat(report.defects()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.sound()).isTrue();
        assertThat(report.segments()).isEqualTo(2);
        assertThat(report.changes()).isEqualTo(70);
        assertThat(report.firstSequence()).isEqualTo(1);
        assertThat(report.lastSequence()).isEqualTo(70);
        assertThat(files().stream().map(file -> file.getFileName().toString()))
                .containsExactly(
                        "19700101-01F.cq4",
                        "19700101-02F.cq4",
                        "epoch.tailrace",
                        "journal.tailrace",
                        "metadata.cq4t",
                        "seal.tailrace",
                        "watermark.tailrace");
    }

    @Test
    void shouldReportEverySingleByteFlipped() throws IOException {
        long flips = 0;
        for (Path file : files()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer one = ByteBuffer.allocate(1);
                // Beyond the first page of a file each thirteenth byte.
                for (long at = 0; at < channel.size(); at += at < 4_096 ? 1 : 13, flips++) {
                    channel.read(one.clear(), at);
                    byte before = one.get(0);
                    one.put(0, (byte) (before ^ 1 << at % 8));
                    channel.write(one.rewind(), at);
                    if (Journal.verify(directory).sound()) {
                        throw new AssertionError("not reported: file=" + file + " offset=" + at);
                    }
                    one.put(0, before);
                    channel.write(one.rewind(), at);
                }
            }
        }
        System.out.println("flips=" + flips);
        assertThat(flips).isGreaterThan(8_000);
        assertThat(Journal.verify(directory).sound()).isTrue();
    }

    @Test
    void shouldTakeATornSlotOfTheWatermarkOfAKilledWriterForNoDefect() throws IOException {
        Path live = directory.resolve("live");
        CrashImage image;
        try (Journal journal = Journal.open(tiny(live))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 4);
            journal.force();
            image = CrashImage.of(live, directory.resolve("image"));
        }
        Path file = image.directory.resolve(WatermarkFile.NAME);
        byte[] whole = Files.readAllBytes(file);
        for (int slot = 0; slot < WatermarkDescriptor.SLOTS; slot++) {
            byte[] torn = whole.clone();
            torn[slot * WatermarkDescriptor.SLOT_LENGTH + 20] ^= 1;
            Files.write(file, torn);
            VerifyReport report = Journal.verify(image.directory);
            assertThat(report.defects()).isEmpty();
            assertThat(report.notes().toString()).contains("slot=" + slot);
        }
        Files.write(file, new byte[WatermarkDescriptor.FILE_LENGTH]);
        assertThat(Journal.verify(image.directory).sound()).isFalse();
    }

    @Test
    void shouldReportTruncationsOfEveryFile() throws IOException {
        long truncations = 0;
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                // Of a segment each 23rd length, which stands at every place in a word and a page.
                int step = whole.length > 4_096 ? 23 : 1;
                for (int length = whole.length - 1; length >= 0; length -= step, truncations++) {
                    channel.truncate(length);
                    if (Journal.verify(directory).sound()) {
                        throw new AssertionError("not reported: file=" + file + " length=" + length);
                    }
                }
            }
            Files.write(file, whole);
        }
        System.out.println("truncations=" + truncations);
        assertThat(Journal.verify(directory).sound()).isTrue();
    }

    @Test
    void shouldReportMissingFilesAndBytesAdded() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            if (!file.endsWith("seal.tailrace") && !file.endsWith("epoch.tailrace")) {
                Files.delete(file);
                assertThat(Journal.verify(directory).sound())
                        .as(file.toString())
                        .isFalse();
                Files.write(file, whole);
            }
            Files.write(file, new byte[] {0, 0, 0, 1}, StandardOpenOption.APPEND);
            assertThat(Journal.verify(directory).sound()).as(file.toString()).isFalse();
            Files.write(file, whole);
        }
        assertThat(Journal.verify(directory).sound()).isTrue();
    }

    @Test
    void shouldNameFileOffsetAndDefect() throws IOException {
        Path file = directory.resolve(SegmentFiles.fileName(1));
        long at = 12_000;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), at);
        }
        VerifyReport.Defect defect = Journal.verify(directory).defects().get(0);
        assertThat(defect.file()).isEqualTo(SegmentFiles.fileName(1));
        assertThat(defect.offset()).isBetween(at - 4_000, at);
        assertThat(defect.what()).contains("checksum differs");
    }

    @Test
    void shouldSayWhatANotClosedJournalDoesNotCover() throws IOException {
        try (Journal journal = Journal.open(tiny(directory))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 1);
            VerifyReport report = Journal.verify(directory);
            assertThat(report.defects()).isEmpty();
            assertThat(report.changes()).isEqualTo(80);
            assertThat(report.notes()).hasSize(2).allMatch(note -> note.contains("was not closed"));
        }
        assertThat(Journal.verify(directory).notes()).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoDirectory() {
        assertThatThrownBy(() -> Journal.verify(directory.resolve("absent")))
                .isInstanceOf(NotAJournalException.class)
                .hasMessageContaining("absent");
    }
}
