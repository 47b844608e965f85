package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader that stays open while a writer dies and the next one mends what it left. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TailAcrossRecoveryTest {
    private static final int CHANGES = 900;
    private static final int PER_BLOCK = 9;
    private static final int MORE = 2_000;

    @TempDir
    Path base;

    private final JournalFixture fixture = new JournalFixture();

    private CrashImage crash() throws IOException {
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), CHANGES, PER_BLOCK);
            assertThat(journal.info().segments()).isEqualTo(2);
            return CrashImage.of(base.resolve("live"), base.resolve("image"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x80000000, 0x80001000})
    void shouldGoOnInTheSegmentThatTookThePlaceOfATornOne(int word) throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(2);
        image.putWord(2, frames.get(frames.size() - 2), word);
        try (Journal beside =
                Journal.openReadOnly(JournalFixture.small(image.directory).readOnly(true))) {
            JournalReader reader = beside.reader(1);
            long seen = 0;
            while (seen < CHANGES - PER_BLOCK) {
                assertThat(reader.next()).isTrue();
                JournalFixture.check(reader, ++seen);
            }
            recoverAndFollow(image, reader, seen);
        }
    }

    @Test
    void shouldGoOnInTheSegmentThatTookThePlaceOfAnEmptyOne() throws IOException {
        CrashImage image = crash();
        // The first segment is ended, the second has nothing in it but Chronicle's own.
        long first = image.frames(2).get(0);
        image.put(2, first, ByteBuffer.allocate((int) (Files.size(image.segment(2)) - first)));
        try (Journal beside =
                Journal.openReadOnly(JournalFixture.small(image.directory).readOnly(true))) {
            JournalReader reader = beside.reader(1);
            long seen = 0;
            while (reader.next()) {
                JournalFixture.check(reader, ++seen);
            }
            assertThat(seen).isPositive().isLessThan(CHANGES);
            recoverAndFollow(image, reader, seen);
        }
    }

    private void recoverAndFollow(CrashImage image, JournalReader reader, long before) {
        long seen = before;
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            journal.recover(JournalFixture.IGNORE);
            long recovered = journal.lastSequence();
            assertThat(recovered).isGreaterThanOrEqualTo(before);
            fixture.write(journal.appender(), MORE, PER_BLOCK);
            while (seen < recovered + MORE) {
                if (reader.next()) {
                    JournalFixture.check(reader, ++seen);
                }
            }
        }
        assertThat(Journal.verify(image.directory).defects()).isEmpty();
    }
}
