package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a check beside a writer reads what is published, and takes nothing that the writer does for damage. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class VerifyBesideWriterTest {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(4);

    @TempDir
    Path directory;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong committed = new AtomicLong();

    /** Rolls and seals all the time, forces at times, and opens the journal anew now and then. */
    private long write(int perOpening) {
        JournalFixture fixture = new JournalFixture();
        long openings = 0;
        while (!stop.get()) {
            try (Journal journal = Journal.open(JournalFixture.small(directory))) {
                journal.recover(JournalFixture.IGNORE);
                for (int i = 0; i < perOpening && !stop.get(); i++) {
                    fixture.write(journal.appender(), 40, 1 + i % 20);
                    committed.set(journal.lastSequence());
                    journal.maintain();
                    if (i % 10 == 9) {
                        journal.sealBehind();
                    }
                    if (i % 50 == 49) {
                        journal.force();
                    }
                }
            }
            openings++;
        }
        return openings;
    }

    private void verifyBeside(int perOpening) throws Exception {
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
        }
        FutureTask<Long> writer = new FutureTask<>(() -> write(perOpening));
        new Thread(writer, "writer beside verify").start();
        long checks = 0;
        VerifyReport report = Journal.verify(directory);
        try {
            long end = System.nanoTime() + NANOS;
            while (System.nanoTime() < end && !writer.isDone()) {
                long before = committed.get();
                report = Journal.verify(directory);
                assertThat(report.defects()).as("check=%d", checks).isEmpty();
                assertThat(report.lastSequence()).isGreaterThanOrEqualTo(before);
                checks++;
            }
        } finally {
            stop.set(true);
        }
        System.out.println("checks=" + checks + " openings=" + writer.get() + " segments=" + report.segments()
                + " changes=" + report.changes());
        assertThat(checks).isGreaterThan(2);
        report = Journal.verify(directory);
        assertThat(report.defects()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.lastSequence()).isEqualTo(committed.get());
    }

    @Test
    void shouldFindNoDamageBesideAWriterThatRollsAndSeals() throws Exception {
        verifyBeside(Integer.MAX_VALUE);
    }

    @Test
    void shouldFindNoDamageBesideAWriterThatClosesAndOpensAgain() throws Exception {
        verifyBeside(100);
    }
}
