package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Kills a process that writes, again and again; each start checks what the kill before it left. */
final class KillRounds {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Then a new journal is begun: each start reads the whole one. */
    private static final int KILLS_OF_ONE_JOURNAL = 20;

    private final Path scratch;
    private final Tally tally;
    private Path journal;
    private Path acks;
    /** Of the first kill of that journal. */
    private long begun;

    KillRounds(Path scratch, Tally tally) {
        this.scratch = scratch;
        this.tally = tally;
    }

    /** Runs rounds with the seeds from one on. */
    void run(long seed, int rounds) throws IOException, InterruptedException {
        for (int i = 0; i < rounds; i++) {
            if (i % KILLS_OF_ONE_JOURNAL == 0) {
                begin(i, seed + i);
            }
            kill(seed + i, Mutation.random(seed + i));
            if (i % KILLS_OF_ONE_JOURNAL == KILLS_OF_ONE_JOURNAL - 1 || i == rounds - 1) {
                check(seed + i);
                Bases.remove(journal);
            }
        }
    }

    private void begin(int number, long seed) throws IOException {
        begun = seed;
        journal = scratch.resolve("killed-" + number);
        acks = scratch.resolve("acks-" + number);
        Files.write(acks, List.of());
    }

    private void kill(long seed, Random random) throws IOException, InterruptedException {
        boolean early = random.nextInt(8) == 0;
        Syncing syncing = Syncing.of(random.nextInt());
        Moment moment = Moment.of(seed, syncing);
        String round = early ? "kill while opening" : "kill at " + moment + ", synced by " + syncing;
        List<String> said = new ArrayList<>();
        try (ChildProcess child = new ChildProcess(scratch, "write", journal, acks, syncing)) {
            if (early) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(1_000)));
            } else {
                String line = child.line(LIMIT);
                while (line != null && !line.startsWith("ack ") && !line.startsWith("fail ")) {
                    said.add(line);
                    line = child.line(LIMIT);
                }
                said.add(line == null ? "fail no line in time: " + child.errors() : line);
                round += moment.await(journal, random) ? "" : ", which did not come";
            }
            said.addAll(child.kill());
        }
        take(seed, said, round);
    }

    private void take(long seed, List<String> said, String round) throws IOException {
        long floor = 0;
        List<String> more = new ArrayList<>();
        String failure = null;
        for (String line : said) {
            if (line.startsWith("ack ")) {
                more.add(line);
                floor = Math.max(floor, Long.parseLong(line.split(" ", -1)[1]));
            } else if (line.startsWith("fail ")) {
                failure = failure == null ? line : failure + "; " + line;
            }
        }
        more.add("floor " + floor);
        Following.keep(acks, said);
        Files.write(acks, more, StandardOpenOption.APPEND);
        if (failure == null) {
            tally.outcome(round);
        } else {
            fail(round, seed, failure);
            begin((int) (seed & 0xFFFF) + 1_000_000, seed + 1);
        }
    }

    private void check(long seed) throws IOException, InterruptedException {
        try (ChildProcess child = new ChildProcess(scratch, "check", journal, acks)) {
            child.await("checked", Duration.ofSeconds(30));
        } catch (WrongAnswer e) {
            fail("kill", seed, e.getMessage());
        }
    }

    /** What failed is what all kills of the journal have made of it. */
    private void fail(String round, long seed, String failure) {
        tally.failure(round, "--kills", (int) (seed - begun) + 1, begun, failure);
    }
}
