package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a time leads to the last change that has it or an earlier one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TimeSearchTest {
    private static final int CHANGES = 5_000;
    private static final int LOOKS = 2_000;

    @TempDir
    Path base;

    private final Random random = Seeds.random(TimeSearchTest.class);
    private final long[] times = new long[CHANGES + 1];
    private final UnsafeBuffer key = JournalFixture.direct(8);
    private final UnsafeBuffer document = JournalFixture.direct(256);

    private void write(Journal journal) {
        JournalAppender appender = journal.appender();
        long timeNs = 1_000;
        int sequence = 0;
        while (sequence < CHANGES) {
            appender.open(random.nextLong(1L << 40));
            for (int i = random.nextInt(20); i >= 0 && sequence < CHANGES; i--) {
                timeNs += random.nextInt(3) == 0 ? random.nextInt(50) : 0;
                appender.change(0, timeNs, key, 0, 8, document, 0, -1, document, 0, 200);
                times[++sequence] = timeNs;
            }
            if (random.nextInt(10) == 0) {
                timeNs += 5;
                appender.time(timeNs);
            }
            appender.commit();
        }
    }

    private long expected(long timeNs) {
        int last = 0;
        for (int sequence = 1; sequence <= CHANGES && times[sequence] <= timeNs; sequence++) {
            last = sequence;
        }
        return last;
    }

    private void look(Journal journal) {
        long end = times[CHANGES] + 100;
        for (int i = 0; i < LOOKS; i++) {
            long timeNs = random.nextLong(end);
            assertThat(journal.sequenceAt(timeNs)).as("time=%d", timeNs).isEqualTo(expected(timeNs));
        }
        for (long timeNs : new long[] {Long.MIN_VALUE, 0, times[1] - 1, times[1], times[CHANGES], Long.MAX_VALUE}) {
            assertThat(journal.sequenceAt(timeNs)).as("time=%d", timeNs).isEqualTo(expected(timeNs));
        }
    }

    @Test
    void shouldFindTheLastChangeAtOrBeforeATime() {
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            journal.recover(JournalFixture.IGNORE);
            assertThat(journal.sequenceAt(Long.MAX_VALUE)).isZero();
            write(journal);
            assertThat(journal.info().segments()).isGreaterThan(4);
            look(journal);
        }
        try (Journal journal = Journal.open(JournalFixture.small(base))) {
            journal.recover(JournalFixture.IGNORE);
            look(journal);
        }
        try (Journal journal = Journal.openReadOnly(JournalFixture.small(base))) {
            look(journal);
        }
    }

    @Test
    void shouldFindItInMemory() {
        try (Journal journal = Journal.inMemory(JournalFixture.small(null))) {
            journal.recover(JournalFixture.IGNORE);
            write(journal);
            look(journal);
        }
    }

    @Test
    void shouldTellOfDamageRatherThanOfAnotherChange() throws IOException {
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            write(journal);
        }
        CrashImage image = CrashImage.of(base.resolve("live"), base.resolve("image"));
        for (long frame : image.frames(2).subList(50, 60)) { // one whose changes have all one time may not be looked at
            image.flip(2, frame + 100, 1);
        }
        long right = 0;
        long wrong = 0;
        try (Journal journal = Journal.openReadOnly(JournalFixture.small(image.directory))) {
            for (int sequence = 1; sequence <= CHANGES; sequence++) {
                long timeNs = times[sequence];
                try {
                    assertThat(journal.sequenceAt(timeNs)).isEqualTo(expected(timeNs));
                    right++;
                } catch (CorruptJournalException e) {
                    wrong++;
                }
            }
        }
        assertThat(right + wrong).isEqualTo(CHANGES);
        assertThat(wrong).isPositive();
        assertThat(Arrays.stream(times).max().orElse(0)).isEqualTo(times[CHANGES]);
    }
}
