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
    /** In more than 200 segments. */
    private static final int CHANGES = 150_000;

    private static final int SEGMENTS = 200;
    private static final int OPENINGS = 25;
    private static final int CHECKS = 20;

    @TempDir
    Path directory;

    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong checks = new AtomicLong();

    /**
     * Rolls and seals all the time, forces at times, and opens the journal anew now and then, until it has done that
     * often enough and been checked often enough.
     */
    private long write(int perOpening, int changes, int openings) {
        JournalFixture fixture = new JournalFixture();
        long opened = 0;
        boolean enough = false;
        while (!enough) {
            try (Journal journal = Journal.open(JournalFixture.small(directory))) {
                journal.recover(JournalFixture.IGNORE);
                opened++;
                for (int i = 0; i < perOpening && !enough; i++) {
                    fixture.write(journal.appender(), 40, 1 + i % 20);
                    committed.set(journal.lastSequence());
                    journal.maintain();
                    if (i % 10 == 9) {
                        journal.sealBehind();
                    }
                    if (i % 50 == 49) {
                        journal.force();
                    }
                    enough = failed.get()
                            || journal.lastSequence() >= changes && opened >= openings && checks.get() >= CHECKS;
                }
            }
        }
        return opened;
    }

    private void verifyBeside(int perOpening, int changes, int openings, int segments) throws Exception {
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
        }
        FutureTask<Long> writer = new FutureTask<>(() -> write(perOpening, changes, openings));
        new Thread(writer, "writer beside verify").start();
        VerifyReport report = Journal.verify(directory);
        boolean done = false;
        try {
            while (!writer.isDone()) {
                long before = committed.get();
                report = Journal.verify(directory);
                assertThat(report.defects()).as("check=%d", checks.get()).isEmpty();
                assertThat(report.lastSequence()).isGreaterThanOrEqualTo(before);
                checks.incrementAndGet();
            }
            done = true;
        } finally {
            failed.set(!done);
        }
        System.out.println("checks=" + checks + " openings=" + writer.get() + " segments=" + report.segments()
                + " changes=" + report.changes());
        assertThat(checks.get()).isGreaterThanOrEqualTo(CHECKS);
        report = Journal.verify(directory);
        assertThat(report.defects()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.lastSequence()).isEqualTo(committed.get());
        assertThat(report.segments()).isGreaterThanOrEqualTo(segments);
    }

    @Test
    void shouldFindNoDamageBesideAWriterThatRollsAndSeals() throws Exception {
        verifyBeside(Integer.MAX_VALUE, CHANGES, 1, SEGMENTS);
    }

    @Test
    void shouldFindNoDamageBesideAWriterThatClosesAndOpensAgain() throws Exception {
        verifyBeside(100, 1, OPENINGS, OPENINGS);
    }
}
