package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A killed writer whose segment holds more blocks than the first page of Chronicle's index has room for. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ManyBlocksTest {
    private static final int BLOCKS = 512 * 1_024 + 100;
    private static final int SEGMENT_BYTES = 64 << 20;

    @TempDir
    Path base;

    private JournalConfig config(Path directory) {
        return new JournalConfig()
                .segmentBytes(SEGMENT_BYTES)
                .largestBlockBytes(32 << 10)
                .directory(directory);
    }

    /** The smallest blocks there are, each with one change. */
    private static void write(JournalAppender appender, int count) {
        UnsafeBuffer key = JournalFixture.direct(1);
        for (int i = 0; i < count; i++) {
            appender.open(0);
            appender.change(0, 0, key, 0, 1, key, 0, -1, key, 0, -1);
            appender.commit();
        }
    }

    private CrashImage crash(int segments) throws IOException {
        Path live = base.resolve("live");
        try (Journal journal = Journal.open(config(live))) {
            journal.recover(JournalFixture.IGNORE);
            write(journal.appender(), BLOCKS);
            assertThat(journal.info().segments()).isEqualTo(1);
            while (journal.info().segments() < segments) {
                write(journal.appender(), 10_000);
            }
            return CrashImage.of(live, base.resolve("image"));
        }
    }

    private void assertNoneAstray(CrashImage image, String note) throws IOException {
        image.flip(1, ChronicleHeader.WRITE_POSITION_OFFSET, 4);
        long last;
        try (Journal journal = Journal.open(config(image.directory))) {
            Recovery recovery = journal.recover(JournalFixture.IGNORE);
            try (SegmentMap map = SegmentMap.open(image.segment(1))) {
                assertThat(ChronicleHeader.fits(map)).isTrue();
            }
            assertThat(recovery.notes()).hasSize(1).first().asString().contains(note);
            last = journal.lastSequence();
            write(journal.appender(), 100);
            for (long sequence = 1; sequence <= last + 100; sequence += 10_007) {
                JournalReader reader = journal.reader(sequence);
                assertThat(reader.next()).isTrue();
                assertThat(reader.sequence()).isEqualTo(sequence);
            }
        }
        assertThat(Journal.verify(image.directory).defects()).isEmpty();
        assertThat(Journal.verify(image.directory).lastSequence()).isEqualTo(last + 100);
    }

    /** Of a page of Chronicle's index between blocks, so long that the frame after it is that one. */
    @ParameterizedTest
    @ValueSource(ints = {20, 0})
    void shouldKeepAsideWhatAFrameBetweenBlocksHides(int blocksAfter) throws IOException {
        CrashImage image = crash(1);
        List<Long> frames = image.frames(1);
        int before = 0;
        long page = 0;
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(image.directory), 1);
        while (page == 0 && cursor.next(block)) {
            before++;
            page = ExcerptDescriptor.isMetaData(image.word(1, cursor.nextPosition())) ? cursor.nextPosition() : 0;
        }
        long end = frames.get(frames.size() - 1 - blocksAfter);
        image.putWord(1, page, ExcerptDescriptor.META_DATA | (int) (end - page - ExcerptDescriptor.WORD_LENGTH));
        try (Journal journal = Journal.open(config(image.directory))) {
            Recovery recovery = journal.recover(JournalFixture.IGNORE);
            long last = journal.lastSequence();
            assertThat(recovery.notes().toString())
                    .contains("leads past sound blocks")
                    .contains("kept=");
            assertThat(last).isBetween(before - 10L, (long) before);
            assertThat(recovery.cutChanges()).isEqualTo(BLOCKS - last).isPositive();
            write(journal.appender(), 10);
        }
        assertThat(Journal.verify(image.directory).defects()).isEmpty();
    }

    @Test
    void shouldMakeTheHeaderAnewThatPointsToNoBlock() throws IOException {
        assertNoneAstray(crash(1), "pointed to no block was made anew");
    }

    @Test
    void shouldMakeTheHeaderOfAnEarlierSegmentAnew() throws IOException {
        assertNoneAstray(crash(2), "not sealed was made anew");
    }
}
