package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Has the n-th call of the system fail that a process makes which writes, once or for ever, or kills it there; then all
 * must be there that was acknowledged, and nothing may have been acknowledged as synced after a force that failed.
 * Needs strace.
 */
final class SyscallRounds {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration RUN = Duration.ofMillis(1_500);
    /** Those by which files are made, grown, forced and named; not those that the JVM cannot do without. */
    private static final String[] CALLS = {"fsync", "msync", "ftruncate", "fallocate", "pwrite64", "rename", "unlink"};

    private static final String[] FAULTS = {"error=EIO", "error=ENOSPC", "signal=SIGKILL"};
    /** Most is forced, and seldom anything renamed. */
    private static final int MOST_FORCES = 24;

    private static final int MOST_OTHERS = 6;

    private final Path scratch;
    private final Tally tally;

    SyscallRounds(Path scratch, Tally tally) {
        this.scratch = scratch;
        this.tally = tally;
    }

    /** Runs rounds with the seeds from one on; or says why not. */
    void run(long seed, int rounds) throws IOException, InterruptedException {
        boolean isThere = rounds == 0 || isThere();
        for (int i = 0; i < rounds; i++) {
            if (isThere) {
                round(seed + i);
            } else {
                tally.outcome("syscall skipped: there is no strace, or it may not trace");
            }
        }
    }

    private static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void round(long seed) throws IOException, InterruptedException {
        Random random = Mutation.random(seed);
        String call = CALLS[(int) Math.floorMod(seed, (long) CALLS.length)];
        String fault = FAULTS[random.nextInt(FAULTS.length)];
        int most = call.equals("fsync") ? MOST_FORCES : MOST_OTHERS;
        String when = 1 + random.nextInt(most) + (random.nextBoolean() && !fault.startsWith("signal") ? "+" : "");
        Path journal = scratch.resolve("called-" + seed);
        Path acks = scratch.resolve("called-acks-" + seed);
        Path trace = scratch.resolve("trace-" + seed);
        Files.write(acks, List.of());
        String name = "syscall " + call + " " + fault + (when.endsWith("+") ? " for ever" : "");
        try {
            List<String> strace = List.of("strace", "-f", "-qq", "--seccomp-bpf", "-o", trace.toString());
            List<String> all = new ArrayList<>(strace);
            all.addAll(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":" + fault + ":when=" + when));
            List<String> said = new ArrayList<>();
            boolean isStruck;
            try (ChildProcess child = ChildProcess.under(all, scratch, "write", journal, acks, Syncing.EVERY_WRITE)) {
                long end = System.nanoTime() + RUN.toNanos();
                boolean begun = false;
                String line = child.line(LIMIT);
                while (line != null && !line.startsWith("fail ") && !(begun && System.nanoTime() > end)) {
                    end = begun ? end : System.nanoTime() + RUN.toNanos();
                    begun |= line.startsWith("ack ");
                    said.add(line);
                    line = child.line(Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(RUN.toNanos())));
                }
                if (line != null) {
                    said.add(line);
                }
                isStruck = !child.isAlive();
                said.addAll(child.kill());
            }
            judge(name, isStruck || isInjected(trace), journal, acks, said);
        } catch (WrongAnswer e) {
            tally.failure(name, "--syscalls", 1, seed, "seed=" + seed + " when=" + when + " " + e.getMessage());
        } finally {
            Bases.remove(journal);
        }
    }

    private static boolean isInjected(Path trace) throws IOException {
        return Files.exists(trace) && Files.readString(trace).contains("(INJECTED)");
    }

    private void judge(String name, boolean came, Path journal, Path acks, List<String> said)
            throws IOException, InterruptedException {
        String failure = null;
        for (String line : said) {
            failure = failure == null && line.startsWith("fail ") ? line : failure;
            WrongAnswer.unless(
                    failure == null || !failure.contains("UnsyncedException") || !line.startsWith("synced "),
                    "acknowledged as synced after a force that failed: " + line);
        }
        WrongAnswer.unless(failure == null || failure.contains("io.tailrace.error."), "not a typed error: " + failure);
        Files.write(acks, CutRounds.known(said));
        Following.keep(acks, said);
        if (Files.exists(journal)) {
            try (ChildProcess child = new ChildProcess(scratch, "check", journal, acks)) {
                child.await("checked", Duration.ofSeconds(30));
            }
        }
        tally.outcome(name + (failure != null ? ", told" : came ? ", gone on or killed" : ", not met"));
    }
}
