package io.tailrace.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.JournalConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ForcingTest {
    private static final int SEGMENT_BYTES = 256 << 10;

    @TempDir
    Path directory;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[8]);
    private final UnsafeBuffer document = new UnsafeBuffer(new byte[8 << 10]);

    @Test
    void shouldSealSegmentsAlsoWhereSomebodyAlwaysAsks() {
        final List<Throwable> errors = new ArrayList<>();
        final EngineState state = new EngineState();
        final WriteSettings settings = new WriteSettings(64, 512, 256, 64 * 1024, BackPressure.REFUSE, 1, 0, 0);
        final JournalConfig config = new JournalConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .largestBlockBytes(SEGMENT_BYTES / 4);
        try (Journal journal = Journal.open(config)) {
            journal.recover(change -> {});
            final Ring ring = new Ring(settings, state, null, () -> 0);
            final Forcing forcing = new Forcing(journal, ring, state, SyncPolicy.everyBlock(), () -> 0, errors::add);
            final JournalAppender appender = journal.appender();
            while (journal.info().segments() < 4) {
                appender.open(0);
                appender.change(0, 0, key, 0, 8, document, 0, -1, document, 0, document.capacity());
                appender.commit();
                forcing.committed();
                assertThat(forcing.doWork()).isPositive();
                assertThat(forcing.syncedSequence()).isEqualTo(journal.lastSequence());
            }
            assertThat(forcing.doWork()).as("segments left to be sealed").isZero();
        }
        assertThat(errors).isEmpty();
    }
}
