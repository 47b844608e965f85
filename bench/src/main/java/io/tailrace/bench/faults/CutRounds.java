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

/**
 * Cuts the power of an ext4 on a loop device below a process that writes: the file system is shut down with its dirty
 * pages, by ioctl, and mounted anew. Needs root, a loop device, mkfs.ext4 and python3.
 */
final class CutRounds {
    private static final long IMAGE_BYTES = 768L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Is ready before the moment comes, which is a matter of microseconds. */
    private static final String SHUTDOWN = "import fcntl,os,struct,sys\n"
            + "disk=os.open(sys.argv[1],os.O_RDONLY)\nprint('ready',flush=True)\nsys.stdin.readline()\n"
            + "fcntl.ioctl(disk,0x8004587D,struct.pack('I',int(sys.argv[2])))";

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

    /** Runs rounds with the seeds from one on, each a way of syncing; or says why not. */
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
            cut(seed + i, Syncing.of(seed + i));
        }
    }

    /** Why this machine cannot do it, or null. */
    String missing() throws IOException, InterruptedException {
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

    /** One cut; {@link #missing} must have found nothing. */
    void cut(long seed, Syncing syncing) throws IOException, InterruptedException {
        Random random = Mutation.random(seed);
        Moment moment = Moment.of(random.nextInt(), syncing);
        String flag = random.nextInt(4) == 0 ? "1" : "2";
        String name = "cut at " + moment + ", synced by " + syncing + (flag.equals("1") ? ", metadata kept" : "");
        Path acks = scratch.resolve("cut-acks-" + seed);
        Files.write(acks, List.of());
        prepare();
        try {
            List<String> said = write(acks, syncing, moment, random, flag);
            shell("umount", mount.toString());
            mount();
            Files.write(acks, known(said));
            Following.keep(acks, said);
            try (ChildProcess child = new ChildProcess(scratch, "checkCut", mount.resolve("journal"), acks, syncing)) {
                child.await("checked", Duration.ofSeconds(30));
            }
            tally.outcome(name);
        } catch (WrongAnswer e) {
            tally.failure(name, "--cuts", 1, seed, "seed=" + seed + " " + e.getMessage());
        } finally {
            shell("umount", mount.toString());
            Files.delete(image);
        }
    }

    private List<String> write(Path acks, Syncing syncing, Moment moment, Random random, String flag)
            throws IOException, InterruptedException {
        Path journal = mount.resolve("journal");
        List<String> said = new ArrayList<>();
        try (ChildProcess child = new ChildProcess(scratch, "write", journal, acks, syncing)) {
            String until = syncing.saysSo() ? "synced " : "ack ";
            String line = child.line(LIMIT);
            while (line != null && !line.startsWith(until) && !line.startsWith("fail ")) {
                said.add(line);
                line = child.line(LIMIT);
            }
            WrongAnswer.unless(line != null && line.startsWith(until), "before the cut: " + line + child.errors());
            said.add(line);
            Process shutdown = started("python3", "-c", SHUTDOWN, mount.toString(), flag);
            WrongAnswer.unless(shutdown.getInputStream().read() == 'r', "nobody is there to cut the power");
            moment.await(journal, random);
            finish(shutdown, "shutdown");
            said.addAll(child.kill());
        }
        return said;
    }

    /**
     * What was acknowledged, of which only what was synced must be there. That nothing can be written any more is what
     * a process may complain of after the cut, not that it was told something wrong.
     */
    static List<String> known(List<String> said) {
        List<String> known = new ArrayList<>();
        for (String line : said) {
            if (line.startsWith("ack ")) {
                known.add(line);
            } else if (line.startsWith("synced ")) {
                known.add("floor " + line.substring(7));
            }
            WrongAnswer.unless(!line.contains(WrongAnswer.class.getSimpleName()), line);
        }
        return known;
    }

    private static Process started(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void shell(String... command) throws IOException, InterruptedException {
        finish(started(command), command[0]);
    }

    /** Ends its input, which is what some wait for, and waits for its end. */
    private static void finish(Process process, String command) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said.strip());
        }
    }
}
