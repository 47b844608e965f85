package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who checksums which blocks of a journal that is being written. */
@Timeout(60)
class CheckOnceTest {
    private static final int PER_BLOCK = 4;

    private final JournalFixture fixture = new JournalFixture();

    @TempDir
    Path directory;

    /** Writes three segments. */
    private Journal written() {
        Journal journal = Journal.open(JournalFixture.small(directory));
        journal.recover(JournalFixture.IGNORE);
        while (journal.info().segments() < 3) {
            fixture.write(journal.appender(), 100, PER_BLOCK);
        }
        return journal;
    }

    /** Flips a bit of a block with changes, under the feet of who writes. */
    private void flip(int segment) throws IOException {
        CrashImage image = CrashImage.at(directory);
        image.flip(
                segment, ExcerptDescriptor.blockPosition(image.frames(segment).get(1)) + 60, 0);
    }

    private static void readAll(Journal journal) {
        JournalReader reader = journal.reader(1);
        while (reader.next()) {
            assertThat(reader.sequence()).isPositive();
        }
    }

    @Test
    void shouldChecksumOlderSegmentsForEachReader() throws IOException {
        try (Journal journal = written()) {
            readAll(journal);
            flip(1);
            assertThatThrownBy(() -> readAll(journal))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining("checksum differs");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldChecksumEachSegmentWhereAnotherWrites(int segment) throws IOException {
        try (Journal journal = written()) {
            flip(segment);
            try (Journal beside =
                    Journal.openReadOnly(JournalFixture.small(directory).readOnly(true))) {
                assertThatThrownBy(() -> readAll(beside))
                        .isInstanceOf(CorruptJournalException.class)
                        .hasMessageContaining("checksum differs");
            }
            assertThat(journal.lastSequence()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldCompareTheChecksumOfWhatItHasWrittenNoSecondTime(int segment) throws IOException {
        try (Journal journal = written()) {
            CrashImage image = CrashImage.at(directory);
            long crc = ExcerptDescriptor.blockPosition(image.frames(segment).get(1)) + BlockDescriptor.CRC_OFFSET;
            image.flip(segment, crc, 0);
            readAll(journal);
            image.flip(segment, crc, 0); // sound again
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }
}
