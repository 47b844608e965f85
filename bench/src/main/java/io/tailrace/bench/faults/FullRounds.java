package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a process write to a file system that is full sooner or later, makes it larger below it, and looks whether all
 * is there that was acknowledged. Needs root, for a tmpfs of its own.
 */
final class FullRounds {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int STEP_KIB = 64;
    /** From where there is no room for a journal to where there is for several segments and a snapshot. */
    private static final int SIZES = 96;

    private static final int ROOMY_KIB = 64 << 10;

    private final Path scratch;
    private final Path mount;
    private final Tally tally;

    FullRounds(Path scratch, Tally tally) {
        this.scratch = scratch;
        this.tally = tally;
        mount = scratch.resolve("small");
    }

    /** Runs rounds with the seeds from one on, each with a size of its own; or says why not. */
    void run(long seed, int rounds) throws IOException, InterruptedException {
        if (rounds == 0) {
            return;
        }
        Files.createDirectories(mount);
        String reason = missing();
        for (int i = 0; i < rounds; i++) {
            if (reason == null) {
                fill(seed + i, STEP_KIB * (1 + (int) Math.floorMod((seed + i) * 37, (long) SIZES)));
            } else {
                tally.outcome("full skipped: " + reason);
            }
        }
    }

    /** Why this machine cannot do it, or null. */
    private String missing() throws IOException, InterruptedException {
        try {
            shell("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString());
            shell("umount", mount.toString());
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private void fill(long seed, int kib) throws IOException, InterruptedException {
        shell("mount", "-t", "tmpfs", "-o", "size=" + kib + "k", "tmpfs", mount.toString());
        Path journal = mount.resolve("journal");
        Path acks = scratch.resolve("full-acks-" + seed);
        List<String> said = new ArrayList<>();
        String when = "never";
        try {
            try (ChildProcess child = new ChildProcess(scratch, "fill", journal)) {
                String line = child.line(LIMIT);
                while (line != null && !line.startsWith("filled") && !line.startsWith("fail ")) {
                    said.add(line);
                    if (line.startsWith("full ")) {
                        when = line.substring(5);
                        shell("mount", "-o", "remount,size=" + ROOMY_KIB + "k", mount.toString());
                        child.say("room");
                    }
                    line = child.line(LIMIT);
                }
                WrongAnswer.unless(line != null && line.startsWith("filled"), line + " " + child.errors());
            }
            Files.write(acks, CutRounds.known(said));
            try (ChildProcess child = new ChildProcess(scratch, "check", journal, acks)) {
                child.await("checked", Duration.ofSeconds(30));
            }
            tally.outcome("full when " + when + ", went on");
        } catch (WrongAnswer e) {
            tally.failure("full when " + when, "--full", 1, seed, "size=" + kib + "k " + e.getMessage());
        } finally {
            shell("umount", mount.toString());
        }
    }

    private static void shell(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + ": " + said.strip());
        }
    }
}
