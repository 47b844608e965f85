package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That what we know of Chronicle Queue's files is so: its own tailer sees in them what our cursor sees. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChronicleFormatTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadTheSameBlocksAsAChronicleTailer() {
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            new JournalFixture().write(journal.appender(), 3_000, 7);
        }
        BlockCursor cursor = new SegmentFiles(directory).cursor();
        UnsafeBuffer ours = new UnsafeBuffer(0, 0);
        UnsafeBuffer theirs = new UnsafeBuffer(0, 0);
        int blocks = 0;
        JournalConfig config = JournalFixture.small(directory).conclude();
        try (SingleChronicleQueue queue = ChronicleSettings.open(directory, config, new ChronicleClock(100));
                ExcerptTailer tailer = queue.createTailer()) {
            while (cursor.next(ours)) {
                try (DocumentContext context = tailer.readingDocument()) {
                    assertThat(context.isPresent()).isTrue();
                    Bytes<?> bytes = context.wire().bytes();
                    long position = bytes.readPosition();
                    theirs.wrap(bytes.addressForRead(position), (int) bytes.readRemaining());
                    int padding = ExcerptDescriptor.padding(cursor.position());
                    assertThat(position).isEqualTo(cursor.position() + ExcerptDescriptor.WORD_LENGTH);
                    assertThat(theirs.capacity()).isEqualTo(ours.capacity() + padding);
                    theirs.wrap(theirs.addressOffset() + padding, ours.capacity());
                    assertThat(theirs.compareTo(ours)).isZero();
                    assertThat(RollCycles.FAST_HOURLY.toCycle(tailer.lastReadIndex()))
                            .isEqualTo(cursor.segment());
                    blocks++;
                }
            }
            try (DocumentContext context = tailer.readingDocument()) {
                assertThat(context.isPresent()).isFalse();
            }
        }
        assertThat(blocks).isGreaterThan(430);
    }

    @Test
    void shouldNameFilesAsChronicleDoes() {
        assertThat(SegmentFiles.fileName(1)).isEqualTo("19700101-01F.cq4");
        assertThat(SegmentFiles.fileName(24 * 365)).isEqualTo("19710101-00F.cq4");
        for (int segment = 1; segment < 100_000; segment += 997) {
            assertThat(SegmentFiles.segmentOf(SegmentFiles.fileName(segment))).isEqualTo(segment);
        }
        assertThat(SegmentFiles.segmentOf("metadata.cq4t")).isZero();
        assertThat(SegmentFiles.segmentOf("19700101-01F.cq4.discard")).isZero();
        assertThat(SegmentFiles.segmentOf("x.cq4")).isZero();
    }

    @Test
    void shouldKeepAnInterruptAndReadOn() {
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            JournalReader reader = journal.reader(1);
            Thread.currentThread().interrupt();
            new JournalFixture().write(journal.appender(), 1_000, 7);
            long sequence = 0;
            while (reader.next()) {
                JournalFixture.check(reader, ++sequence);
            }
            assertThat(sequence).isEqualTo(1_000);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
