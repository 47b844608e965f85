package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.AllocationMeter;
import io.tailrace.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * That appending, tailing and reserving allocate nothing; a roll to the next segment may, but not much. In a process of
 * its own, as Chronicle walks at each roll what is left of all queues that a process has had.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JournalAllocationTest {
    /** The compiler has its say in the first ones. */
    private static final int WARM_UP_WINDOWS = 10;

    private static final int WINDOWS = 3;
    /** The JVM allocates a little for itself now and then; one object a block would be a thousand times this. */
    private static final long BYTES_PER_WINDOW = 1_024;

    private static final long BYTES_PER_ROLL = 64 << 10;

    @TempDir
    Path directory;

    @Test
    void shouldAllocateNothingToAppendAndTail() throws IOException, InterruptedException {
        String[] lines =
                ChildJvm.output(ChildJvm.flags(), Windows.class, directory).split("\n");
        System.out.println(String.join("\n", lines));
        assertThat(lines).hasSize(WARM_UP_WINDOWS + WINDOWS);
        int rolls = 0;
        for (int window = 0; window < lines.length; window++) {
            String[] numbers = lines[window].split(" ");
            int rolled = Integer.parseInt(numbers[1]);
            long bytes = Long.parseLong(numbers[0]);
            rolls += rolled;
            if (window >= WARM_UP_WINDOWS) {
                assertThat(bytes)
                        .as("window=" + window)
                        .isLessThanOrEqualTo(BYTES_PER_WINDOW + rolled * BYTES_PER_ROLL);
            }
        }
        assertThat(rolls).isPositive();
    }

    @Test
    void shouldSeeAnAllocationWhenThereIsOne() {
        long before = AllocationMeter.allocated();
        byte[][] kept = new byte[10][];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = new byte[100];
        }
        assertThat(AllocationMeter.allocated() - before).isGreaterThan(1_000);
        assertThat(kept).hasDimensions(10, 100);
    }

    /** Appends and tails a journal; prints for each window what was allocated, and the rolls in it. */
    static final class Windows {
        private static final int CHANGES = 1_000_000;
        private static final int PER_BLOCK = 64;
        private static final int DOCUMENT_BYTES = 24;

        private final UnsafeBuffer key = JournalFixture.direct(16);
        private final UnsafeBuffer document = JournalFixture.direct(256);
        private final Journal journal;
        private final JournalReader reader;
        private long sum;

        private Windows(Path directory) {
            journal = Journal.open(new JournalConfig().directory(directory));
            journal.recover(JournalFixture.IGNORE);
            reader = journal.reader(1);
        }

        public static void main(String[] arguments) {
            Windows windows = new Windows(Path.of(arguments[0]));
            for (int window = 0; window < WARM_UP_WINDOWS + WINDOWS; window++) {
                int segments = windows.journal.info().segments();
                long before = AllocationMeter.allocated();
                windows.run();
                long bytes = AllocationMeter.allocated() - before;
                System.out.println(bytes + " " + (windows.journal.info().segments() - segments));
            }
            if (windows.reader.position() != windows.journal.lastSequence() || windows.sum == 0) {
                throw new AssertionError("read to " + windows.reader.position());
            }
            windows.journal.close();
        }

        private void run() {
            JournalAppender appender = journal.appender();
            for (int i = 0; i < CHANGES; i += PER_BLOCK) {
                appender.open(i);
                for (int k = 0; k < PER_BLOCK; k++) {
                    appender.change(0, i, key, 0, 9, document, 0, DOCUMENT_BYTES, document, 0, DOCUMENT_BYTES);
                }
                appender.commit();
                while (reader.next()) {
                    sum += reader.block().getLong(reader.newOffset()) + reader.timeNs();
                }
                if (i % 4_096 == 0) {
                    journal.maintain();
                }
            }
        }
    }
}
