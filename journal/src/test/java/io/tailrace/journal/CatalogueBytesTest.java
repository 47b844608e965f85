package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.error.LimitException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A full catalogue in the smallest segments there are. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CatalogueBytesTest {
    private static final int SEGMENT_BYTES = JournalConfig.SEGMENT_BYTES_MINIMUM;

    @TempDir
    Path directory;

    private Journal open() {
        Journal journal = Journal.open(new JournalConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .largestBlockBytes(SEGMENT_BYTES / 4)
                .reserveStepBytes(JournalConfig.RESERVE_STEP_MINIMUM));
        journal.recover(JournalFixture.IGNORE);
        return journal;
    }

    private static void fill(Journal journal) {
        JournalAppender appender = journal.appender();
        Interner interner = new Interner(journal.dictionary(), appender);
        DocumentWriter writer =
                new DocumentWriter(journal.dictionary(), journal.dictionary().limits());
        UnsafeBuffer interned = JournalFixture.direct(4 << 10);
        appender.open(0);
        for (int i = 0; i < 2_000; i++) {
            writer.reset();
            writer.put("name" + i, i).put("other", i);
            int length = writer.finish();
            interner.intern(writer.buffer(), writer.offset(), length, interned, 0);
        }
        appender.commit();
        assertThatThrownBy(() -> {
                    for (int id = 0; ; id++) {
                        appender.open(0);
                        appender.table(id, "table" + id, "id");
                        appender.tableCreated(id, 0);
                        appender.commit();
                    }
                })
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("limit=definitionBytes")
                .hasMessageContaining("maximum=" + SEGMENT_BYTES / 8);
        appender.abort();
    }

    @Test
    void shouldLeaveRoomForMoreThanItself() {
        UnsafeBuffer key = JournalFixture.text("k");
        int segments;
        try (Journal journal = open()) {
            fill(journal);
            assertThat(journal.dictionary().bytes()).isBetween(SEGMENT_BYTES / 8 - 100, SEGMENT_BYTES / 8);
            long last = journal.lastSequence();
            segments = journal.info().segments();
            for (int i = 0; i < 1_000; i++) {
                journal.appender().open(i);
                journal.appender().change(0, i, key, 0, 1, key, 0, -1, key, 0, 1);
                journal.appender().commit();
            }
            assertThat(journal.lastSequence()).isEqualTo(last + 1_000);
            assertThat(journal.info().segments() - segments).isBetween(5, 60);
            segments = journal.info().segments();
        }
        for (int reopened = 1; reopened <= 5; reopened++) {
            try (Journal journal = open()) {
                journal.appender().open(0);
                journal.appender().change(0, 0, key, 0, 1, key, 0, -1, key, 0, 1);
                journal.appender().commit();
                assertThat(journal.info().segments()).isBetween(segments, segments + reopened);
            }
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }
}
