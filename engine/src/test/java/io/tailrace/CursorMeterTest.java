package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.journal.CursorPlace;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.JournalGauge;
import io.tailrace.journal.NamedCursor;
import io.tailrace.metrics.CursorMetrics;
import io.tailrace.metrics.Metrics;
import io.tailrace.metrics.MetricsFile;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CursorMeterTest {
    private static final int CAPACITY = 4;

    @TempDir
    Path directory;

    private NamedCursor begun(Cursors cursors, String name) {
        NamedCursor cursor = cursors.use(name, 7, "query");
        cursors.begin(cursor, cursor.generation(), 7, "query", false, new CursorPlace().set(0), true);
        return cursor;
    }

    private List<String> shown() {
        return Metrics.read(directory).cursors().stream()
                .map(CursorMetrics::name)
                .toList();
    }

    /** The one in the middle is being moved when it is met first, and has no numbers then. */
    @Test
    void shouldShowNoCursorThatIsGoneBehindOneThatWasNeverShown() {
        try (Journal journal = Journal.open(new JournalConfig().directory(directory))) {
            journal.recover(change -> {});
            Cursors cursors = Cursors.of(journal);
            CursorMeter meter = new CursorMeter(
                    cursors, CAPACITY, new LagGauge(journal, JournalGauge.of(journal), new CommitTimes()));
            begun(cursors, "first");
            NamedCursor moving = begun(cursors, "moving");
            NamedCursor last = begun(cursors, "last");
            moving.claim(moving.generation(), moving.nextGeneration(), 0, 0, 0);
            try (MetricsFile file = new MetricsFile(
                    directory, CAPACITY, CAPACITY, CAPACITY, PosixFilePermissions.fromString("rw-------"), 0)) {
                meter.show(file, 0);
                assertThat(shown()).containsExactly("first", "last");
                moving.unclaim();
                for (NamedCursor cursor : List.of(moving, last)) {
                    cursors.release(cursor);
                    cursors.deleted(cursors.delete(cursor.name()));
                }
                meter.show(file, 0);
                assertThat(shown()).containsExactly("first");
            }
        }
    }
}
