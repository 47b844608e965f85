package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a segment which grows while it is verified is read on, and that this excuses no damage in it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class VerifyGrowingTest {
    private static final int CHANGES = 40;

    @TempDir
    Path base;

    private CrashImage image;
    private long damaged;

    @BeforeEach
    void write() throws IOException {
        Path live = base.resolve("live");
        try (Journal journal = Journal.open(JournalFixture.small(live))) {
            journal.recover(JournalFixture.IGNORE);
            new JournalFixture().write(journal.appender(), CHANGES, 2);
            image = CrashImage.of(live, base.resolve("image"));
        }
        damaged = image.frames(1).get(5);
    }

    /** Verifies the segment cut to that length at the first look, and with all its bytes from then on. */
    private VerifyReport verifyGrowing(long length) throws IOException {
        Path segment = image.segment(1);
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(whole, (int) length));
        return new Verification(image.directory, path -> {
                    SegmentMap map = SegmentMap.open(path);
                    try {
                        Files.write(segment, whole);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    return map;
                })
                .run();
    }

    @Test
    void shouldReadOnWhereASegmentHasGrown() throws IOException {
        for (long length : new long[] {damaged - 4, damaged, damaged + 2, damaged + 4, damaged + 20}) {
            VerifyReport report = verifyGrowing(length);
            assertThat(report.defects()).as("length=%d", length).isEmpty();
            assertThat(report.changes()).isEqualTo(CHANGES);
        }
    }

    @Test
    void shouldTellOfAFrameThatIsNobodysWhereASegmentHasGrown() throws IOException {
        image.flip(1, damaged, 30);
        assertThat(verifyGrowing(damaged + 4_096).defects())
                .first()
                .extracting(VerifyReport.Defect::what)
                .asString()
                .contains("neither a block nor one of Chronicle's");
    }

    @Test
    void shouldTellOfAFrameThatLeadsBeyondWhatWasThereFirst() throws IOException {
        long length = damaged + 4_096;
        image.putWord(1, damaged, 5_000);
        assertThat(verifyGrowing(length).defects())
                .first()
                .extracting(VerifyReport.Defect::offset)
                .isEqualTo(ExcerptDescriptor.blockPosition(damaged));
    }
}
