package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SealingTest {
    private static final int SEGMENT_BYTES = 3 * Sealing.STEP_BYTES;

    @TempDir
    Path directory;

    private final JournalFixture fixture = new JournalFixture();

    @Test
    void shouldReadALongSegmentInStepsAndSealOneAtATime() {
        JournalConfig config = JournalFixture.small(directory).segmentBytes(SEGMENT_BYTES);
        try (Journal journal = Journal.open(config)) {
            journal.recover(JournalFixture.IGNORE);
            while (journal.info().segments() < 3) {
                fixture.write(journal.appender(), 2_000, 100);
            }
            for (int segment = 1; segment < 3; segment++) {
                int steps = 0;
                while (JournalFixture.seals(directory).of(segment) == null) {
                    assertThat(JournalFixture.seals(directory).newest()).isEqualTo(segment - 1);
                    assertThat(journal.sealBehind()).isTrue();
                    steps++;
                }
                assertThat(steps).isEqualTo(3);
            }
            assertThat(journal.sealBehind()).isFalse();
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    @Test
    void shouldBeginAgainWhatWasHalfReadWhenTheJournalIsClosed() {
        JournalConfig config = JournalFixture.small(directory).segmentBytes(SEGMENT_BYTES);
        try (Journal journal = Journal.open(config)) {
            journal.recover(JournalFixture.IGNORE);
            while (journal.info().segments() < 2) {
                fixture.write(journal.appender(), 2_000, 100);
            }
            assertThat(journal.sealBehind()).isTrue();
            assertThat(JournalFixture.seals(directory).newest()).isZero();
        }
        assertThat(JournalFixture.seals(directory).newest()).isEqualTo(2);
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }
}
