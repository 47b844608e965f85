package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers say "nothing more" only where nothing more is. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
class EndOrHoleTest {
    private static final int CHANGES = 3_000;

    @TempDir
    Path base;

    private CrashImage image;
    private int segments;

    @BeforeEach
    void writeAndClose() throws IOException {
        Path live = base.resolve("live");
        try (Journal journal = Journal.open(JournalFixture.small(live))) {
            journal.recover(JournalFixture.IGNORE);
            new JournalFixture().write(journal.appender(), CHANGES, 9);
        }
        image = CrashImage.of(live, base.resolve("image"));
        segments = new SegmentFiles(image.directory).lastSegment();
        assertThat(segments).isGreaterThan(3);
    }

    private Journal reading() {
        return Journal.openReadOnly(JournalFixture.small(image.directory).readOnly(true));
    }

    private void assertTold() {
        try (Journal journal = reading()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> {
                            journal.lastSequence();
                            JournalReader reader = journal.reader(1);
                            for (int empty = 0; empty < 1_000; ) {
                                empty = reader.next() ? 0 : empty + 1;
                            }
                        })
                        .isInstanceOf(CorruptJournalException.class);
            }
        }
        assertThat(Journal.verify(image.directory).defects()).isNotEmpty();
    }

    @Test
    void shouldReadAWholeJournalToItsEnd() {
        try (Journal journal = reading()) {
            assertThat(journal.lastSequence()).isEqualTo(CHANGES);
            JournalReader reader = journal.reader(1);
            while (reader.next()) {
                JournalFixture.check(reader, reader.sequence());
            }
            assertThat(reader.position()).isEqualTo(CHANGES);
        }
    }

    @Test
    void shouldTellOfAMissingSegment() throws IOException {
        for (int segment = 1; segment <= segments; segment++) {
            byte[] content = Files.readAllBytes(image.segment(segment));
            Files.delete(image.segment(segment));
            assertTold();
            Files.write(image.segment(segment), content);
        }
    }

    @Test
    void shouldNameTheMissingSegmentAndNoNumbersThatAreAsTheyShouldBe() throws IOException {
        for (boolean forced : new boolean[] {true, false}) {
            if (!forced) {
                Files.delete(image.directory.resolve(WatermarkFile.NAME));
            }
            for (int segment = 2; segment <= segments; segment++) {
                byte[] content = Files.readAllBytes(image.segment(segment));
                Files.delete(image.segment(segment));
                try (Journal journal = reading()) {
                    assertThatThrownBy(journal::lastSequence)
                            .isInstanceOf(CorruptJournalException.class)
                            .hasMessageContaining("file=" + image.segment(segment))
                            .hasMessageContaining("segment is missing")
                            .hasMessageContaining("=" + segments)
                            .hasMessageNotContaining("forced=");
                }
                Files.write(image.segment(segment), content);
            }
        }
    }

    /** The writer may have gone on to that segment after it was asked for the sequence that the watermark names. */
    @Test
    void shouldTellOfAMissingSegmentThatTheWatermarkNamesButNoSequenceOf() throws IOException {
        Files.delete(image.directory.resolve(SealFile.NAME));
        Files.delete(image.segment(segments));
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(image.directory), segments - 1);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        long last = 0;
        while (cursor.next(block)) {
            last = BlockDescriptor.sequence(block) + BlockDescriptor.changes(block) - 1;
        }
        long id = FormatFile.read(image.directory, null).journalId();
        ForceOrder order = new ForceOrder(
                image.directory, JournalFixture.small(image.directory).disk());
        new WatermarkFile(order, id).write(segments, 0, last, 0);
        assertThat(Journal.verify(image.directory).defects()).isEmpty();
        new WatermarkFile(order, id).write(segments, 4_096, last, 0);
        assertTold();
        new WatermarkFile(order, id).write(segments + 1, 0, last, 0);
        assertTold();
    }

    @Test
    void shouldTellOfAnEmptySegment() throws IOException {
        for (int segment = 1; segment <= segments; segment++) {
            byte[] content = Files.readAllBytes(image.segment(segment));
            Files.write(image.segment(segment), new byte[0]);
            assertTold();
            Files.write(image.segment(segment), content);
        }
    }

    @Test
    void shouldTellOfLastBlocksThatAreZero() throws IOException {
        List<Long> frames = image.frames(segments);
        long from = frames.get(frames.size() - 3);
        image.put(segments, from, ByteBuffer.allocate((int) (frames.get(frames.size() - 1) - from)));
        assertTold();
    }

    @Test
    void shouldTellOfASealedSegmentThatIsNoiseWhereTheWatermarkIsLost() throws IOException {
        Files.write(image.directory.resolve(WatermarkFile.NAME), new byte[0]);
        for (int length : new int[] {0, 3, 920}) {
            byte[] noise = new byte[length];
            java.util.Arrays.fill(noise, (byte) 0x77);
            Files.write(image.segment(segments), noise);
            assertTold();
        }
    }

    @Test
    void shouldReadWhatTheWatermarkVouchesForWhereTheSealsAreDamaged() throws IOException {
        for (int at : new int[] {0, 5, 30}) {
            flip(SealFile.NAME, at);
            try (Journal journal = reading()) {
                assertThat(journal.lastSequence()).isEqualTo(CHANGES);
            }
            Path newest = image.segment(segments);
            Path aside = Files.move(newest, base.resolve("aside"));
            assertTold();
            Files.move(aside, newest);
            flip(SealFile.NAME, at);
        }
    }

    @Test
    void shouldTellWhoAsksForTheEndWhereSealsAndWatermarkAreDamaged() throws IOException {
        flip(SealFile.NAME, 30);
        Files.write(image.directory.resolve(WatermarkFile.NAME), new byte[0]);
        try (Journal journal = reading()) {
            assertThatThrownBy(journal::lastSequence)
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining(SealFile.NAME);
            JournalReader reader = journal.reader(1);
            while (reader.next()) {
                JournalFixture.check(reader, reader.sequence());
            }
            assertThat(reader.position()).isEqualTo(CHANGES);
        }
    }

    private void flip(String file, int at) throws IOException {
        byte[] content = Files.readAllBytes(image.directory.resolve(file));
        content[at] ^= 4;
        Files.write(image.directory.resolve(file), content);
    }

    @Test
    void shouldTellOfABlockOfAnotherJournal() throws IOException {
        Path other = base.resolve("other");
        try (Journal journal = Journal.open(JournalFixture.small(other))) {
            journal.recover(JournalFixture.IGNORE);
            new JournalFixture().write(journal.appender(), 100, 9);
        }
        Files.copy(
                other.resolve(FormatFile.NAME),
                image.directory.resolve(FormatFile.NAME),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.delete(image.directory.resolve(SealFile.NAME));
        assertThatThrownBy(() -> {
                    try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
                        journal.recover(JournalFixture.IGNORE);
                    }
                })
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining("another journal");
    }
}
