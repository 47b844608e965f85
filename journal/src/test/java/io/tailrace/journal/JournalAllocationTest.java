package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * That appending, tailing and reserving allocate nothing. A roll to the next segment may: what it costs is measured in
 * a process of its own, as Chronicle walks at each roll what is left of all queues of a process.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JournalAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CHANGES = 1_000_000;
    private static final int PER_BLOCK = 64;
    private static final int WINDOWS = 3;
    /** The compiler has its say in the first ones. */
    private static final int MOST_WINDOWS = 20;

    /** The JVM allocates a little for itself now and then; one object a block would be a thousand times this. */
    private static final long BYTES_PER_WINDOW = 1_024;

    @TempDir
    Path directory;

    private final UnsafeBuffer key = JournalFixture.direct(16);
    private final UnsafeBuffer document = JournalFixture.direct(256);
    private long sum;

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private void window(Journal journal, JournalReader reader, int bytes) {
        JournalAppender appender = journal.appender();
        for (int i = 0; i < CHANGES; i += PER_BLOCK) {
            appender.open(i);
            for (int k = 0; k < PER_BLOCK; k++) {
                appender.change(0, i, key, 0, 9, document, 0, bytes, document, 0, bytes);
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

    @Test
    void shouldAllocateNothingToAppendAndTail() {
        try (Journal journal = Journal.open(new JournalConfig().directory(directory))) {
            journal.recover(JournalFixture.IGNORE);
            JournalReader reader = journal.reader(1);
            int clean = 0;
            for (int window = 0; clean < WINDOWS && window < MOST_WINDOWS; window++) {
                int segments = journal.info().segments();
                long before = allocated();
                window(journal, reader, 24);
                long bytes = allocated() - before;
                int rolls = journal.info().segments() - segments;
                System.out.println("window=" + window + " allocated=" + bytes + " rolls=" + rolls);
                clean += rolls == 0 && bytes <= BYTES_PER_WINDOW ? 1 : 0;
            }
            assertThat(clean).as("windows in which nothing is allocated").isEqualTo(WINDOWS);
            assertThat(reader.position()).isEqualTo(journal.lastSequence());
        }
    }

    @Test
    void shouldSeeAnAllocationWhenThereIsOne() {
        long before = allocated();
        byte[][] kept = new byte[10][];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = new byte[100];
        }
        assertThat(allocated() - before).isGreaterThan(1_000);
        assertThat(kept).hasDimensions(10, 100);
    }
}
