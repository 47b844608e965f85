package io.tailrace.bench.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.rows.Updates;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sides of B8 and of B9 find what was written, round after round. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HotFeedTest {
    private static final Updates UPDATES = new Updates(1, 20, 20, 5_000);

    @TempDir
    private Path directory;

    @Test
    void shouldFoldAndDeliverWhatWasWritten() throws Exception {
        try (Scratch scratch = new Scratch(directory);
                Side every = HotFeed.verbatim(scratch, UPDATES);
                Side folded = HotFeed.squashed(scratch, UPDATES)) {
            for (int round = 0; round < 3; round++) {
                assertThat(every.round()).isPositive();
                assertThat(folded.round()).isPositive();
            }
        }
    }

    @Test
    void shouldReadAndReplayWhatWasWritten() throws Exception {
        try (Scratch scratch = new Scratch(directory)) {
            ReplayedJournal journal = new ReplayedJournal(scratch, UPDATES);
            try (Side read = journal.read();
                    Side replay = journal.replay()) {
                for (int round = 0; round < 3; round++) {
                    assertThat(read.round()).isPositive();
                    assertThat(replay.round()).isPositive();
                }
            }
        }
    }
}
