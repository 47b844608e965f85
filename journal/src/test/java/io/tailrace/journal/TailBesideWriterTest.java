package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reader that has no writer of its own and waits at the end of a segment while another one is begun. */
@Timeout(60)
class TailBesideWriterTest {
    private static final int MOST_BLOCKS = 1_000;
    /** A file is looked for at the first of so many empty calls. */
    private static final int CALLS_PER_LOOK = 64;

    @TempDir
    Path directory;

    private final JournalFixture fixture = new JournalFixture();
    private Journal writer;
    private Journal beside;
    private JournalReader reader;

    @BeforeEach
    void open() {
        writer = Journal.open(JournalFixture.small(directory));
        writer.recover(JournalFixture.IGNORE);
        fixture.write(writer.appender(), 1, 1);
        beside = Journal.openReadOnly(JournalFixture.small(directory).readOnly(true));
        reader = beside.reader(1);
    }

    @AfterEach
    void close() {
        beside.close();
        writer.close();
    }

    private void pollEmpty(int calls) {
        for (int i = 0; i < calls; i++) {
            assertThat(reader.next()).isFalse();
        }
    }

    /** Writes until a block lies in a new segment, before which the reader has come to the end so many times. */
    private long roll(int emptyCalls) {
        int segments = writer.info().segments();
        for (int i = 0; i < MOST_BLOCKS; i++) {
            while (reader.next()) {} // the last call is an empty one
            pollEmpty(emptyCalls - 1);
            fixture.write(writer.appender(), 9, 9);
            if (writer.info().segments() > segments) {
                return writer.lastSequence();
            }
        }
        throw new AssertionError("no segment was begun");
    }

    @Test
    void shouldFindANewSegmentAtOnceWhenToldTheSequence() {
        for (int emptyCalls : new int[] {1, 2, CALLS_PER_LOOK - 1, CALLS_PER_LOOK, CALLS_PER_LOOK + 1}) {
            long last = roll(emptyCalls);
            for (long sequence = last - 8; sequence <= last; sequence++) {
                assertThat(reader.nextUpTo(last))
                        .as("emptyCalls=%d", emptyCalls)
                        .isTrue();
                JournalFixture.check(reader, sequence);
            }
            assertThat(reader.nextUpTo(last)).isFalse();
        }
    }

    @Test
    void shouldComeUponANewSegmentSomeCallsLaterWhenNotTold() {
        long last = roll(1);
        pollEmpty(CALLS_PER_LOOK - 1);
        assertThat(reader.next()).isTrue();
        JournalFixture.check(reader, last - 8);
    }

    @Test
    void shouldKnowOfANewSegmentAtTheCallThatLooks() {
        long last = roll(CALLS_PER_LOOK);
        assertThat(reader.next()).isTrue();
        JournalFixture.check(reader, last - 8);
    }
}
