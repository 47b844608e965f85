package io.tailrace.bench.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Cuts the power of an ext4 on a loop device below a process that writes: the file system is shut down with its dirty
 * pages, by ioctl, and mounted anew. Needs root, a loop device, mkfs.ext4 and python3.
 */
final class CutRounds {
    private static final long IMAGE_BYTES = 192L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SHUTDOWN = "import fcntl,os,struct,sys\n"
            + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587D,struct.pack('I',int(sys.argv[2])))";

    private final Path scratch;
    private final Path image;
    private final Path mount;
    private final Tally tally;

    CutRounds(Path scratch, Tally tally) {
        this.scratch = scratch;
        this.tally = tally;
        image = scratch.resolve("disk");
        mount = scratch.resolve("mount");
    }

    /** Runs rounds with the seeds from one on, those with even seeds without a sync; or says why not. */
    void run(long seed, int rounds) throws IOException, InterruptedException {
        if (rounds == 0) {
            return;
        }
        String reason = missing();
        if (reason != null) {
            for (int i = 0; i < rounds; i++) {
                tally.outcome("cut skipped: " + reason);
            }
            return;
        }
        for (int i = 0; i < rounds; i++) {
            round(seed + i);
        }
    }

    private String missing() throws IOException, InterruptedException {
        try {
            prepare();
            shell("umount", mount.toString());
            shell("python3", "-c", "import fcntl");
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private void prepare() throws IOException, InterruptedException {
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
        }
        Files.createDirectories(mount);
        shell("mkfs.ext4", "-q", "-F", image.toString());
        mount();
    }

    private void mount() throws IOException, InterruptedException {
        shell("mount", "-o", "loop,commit=1000", image.toString(), mount.toString());
    }

    private void round(long seed) throws IOException, InterruptedException {
        Random random = Mutation.random(seed);
        boolean syncing = seed % 2 != 0;
        String flag = random.nextInt(4) == 0 ? "1" : "2";
        String name = "cut " + (syncing ? "with sync" : "without sync") + (flag.equals("1") ? ", metadata kept" : "");
        Path acks = scratch.resolve("cut-acks");
        Files.write(acks, List.of());
        prepare();
        try {
            List<String> said = write(acks, syncing, random, flag);
            shell("umount", mount.toString());
            mount();
            Files.write(acks, known(said));
            try (ChildProcess child = new ChildProcess(scratch, "check", mount.resolve("journal"), acks)) {
                MutationRounds.await(child, "checked");
            }
            tally.outcome(name);
        } catch (WrongAnswer e) {
            tally.failure(
                    name, "--kills 0 --cuts 1 --mutations 0 --seed " + seed, "seed=" + seed + " " + e.getMessage());
        } finally {
            shell("umount", mount.toString());
            Files.delete(image);
        }
    }

    private List<String> write(Path acks, boolean syncing, Random random, String flag)
            throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        try (ChildProcess child = new ChildProcess(scratch, "write", mount.resolve("journal"), acks, syncing)) {
            String until = syncing ? "synced " : "ack ";
            String line = child.line(LIMIT);
            while (line != null && !line.startsWith(until) && !line.startsWith("fail ")) {
                said.add(line);
                line = child.line(LIMIT);
            }
            WrongAnswer.unless(line != null && line.startsWith(until), "before the cut: " + line + child.errors());
            said.add(line);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5 + random.nextInt(1_500)));
            shell("python3", "-c", SHUTDOWN, mount.toString(), flag);
            said.addAll(child.kill());
        }
        return said;
    }

    /** What was acknowledged, of which only what was synced must be there. */
    private static List<String> known(List<String> said) {
        List<String> known = new ArrayList<>();
        for (String line : said) {
            if (line.startsWith("ack ")) {
                known.add(line);
            } else if (line.startsWith("synced ")) {
                known.add("floor " + line.substring(7));
            }
        }
        return known;
    }

    private static void shell(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + ": " + said.strip());
        }
    }
}
