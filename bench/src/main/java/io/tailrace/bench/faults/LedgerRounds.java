package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Kills a process that books transfers, again and again, and looks now and then whether the sums agree. */
final class LedgerRounds {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Then the sums are compared, and a new journal is begun. */
    private static final int KILLS_OF_ONE_JOURNAL = 10;

    private final Path scratch;
    private final Tally tally;
    private Path journal;
    /** Of the first kill of that journal. */
    private long begun;

    LedgerRounds(Path scratch, Tally tally) {
        this.scratch = scratch;
        this.tally = tally;
    }

    /** Runs rounds with the seeds from one on. */
    void run(long seed, int rounds) throws IOException, InterruptedException {
        for (int i = 0; i < rounds; i++) {
            if (i % KILLS_OF_ONE_JOURNAL == 0) {
                journal = scratch.resolve("ledger-" + i);
                begun = seed + i;
            }
            kill(seed + i, Mutation.random(seed + i));
            if (i % KILLS_OF_ONE_JOURNAL == KILLS_OF_ONE_JOURNAL - 1 || i == rounds - 1) {
                check(seed + i);
                Bases.remove(journal);
            }
        }
    }

    private void kill(long seed, Random random) throws IOException, InterruptedException {
        Ledger.Booking booking = Ledger.Booking.of(seed);
        boolean early = random.nextInt(8) == 0;
        String round = early ? "ledger, kill while opening" : "ledger, kill while booking " + booking;
        String failure = null;
        try (ChildProcess child = new ChildProcess(scratch, "ledger", journal, booking, seed)) {
            if (early) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(1_000)));
            } else {
                String line = child.line(LIMIT);
                failure = line == null || line.startsWith("fail ") ? line + " " + child.errors() : null;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(400)));
            }
            for (String line : child.kill()) {
                failure = line.startsWith("fail ") ? line : failure;
            }
        }
        if (failure == null) {
            tally.outcome(round);
        } else {
            fail(round, seed, failure);
        }
    }

    private void check(long seed) throws IOException, InterruptedException {
        try (ChildProcess child = new ChildProcess(scratch, "sums", journal)) {
            child.await("sums agree", Duration.ofSeconds(30));
            tally.outcome("ledger, sums agree");
        } catch (WrongAnswer e) {
            fail("ledger", seed, e.getMessage());
        }
    }

    /** What failed is what all kills of the journal have made of it. */
    private void fail(String round, long seed, String failure) {
        tally.failure(round, "--ledger", (int) (seed - begun) + 1, begun, failure);
    }
}
