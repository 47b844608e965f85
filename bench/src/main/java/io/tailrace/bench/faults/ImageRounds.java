package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Has a child process open images of journals as a power cut may leave them, one after the other. */
final class ImageRounds {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path scratch;
    private final Tally tally;
    private ChildProcess child;

    ImageRounds(Path scratch, Tally tally) {
        this.scratch = scratch;
        this.tally = tally;
    }

    /** Runs rounds with the seeds from one on. */
    void run(long seed, int rounds) throws IOException, InterruptedException {
        try {
            for (int i = 0; i < rounds; i++) {
                round(seed + i);
            }
        } finally {
            if (child != null) {
                child.close();
            }
        }
    }

    private void round(long seed) throws IOException, InterruptedException {
        if (child == null) {
            Path root = Files.createTempDirectory(scratch, "images");
            child = new ChildProcess(scratch, "images", root);
            MutationRounds.await(child, "ready");
        }
        String image = "";
        child.say(Long.toString(seed));
        String line = child.line(LIMIT);
        while (line != null && !line.startsWith("done ") && !line.startsWith("wrong ")) {
            image = line.startsWith("mutation ") ? line.substring(9) : image;
            line = child.line(LIMIT);
        }
        if (line != null && line.startsWith("done ")) {
            tally.outcome("image " + line.substring(5));
            return;
        }
        String what = line == null ? (child.isAlive() ? "hung" : "crashed") + " " + child.errors() : line;
        tally.failure("image", "--images", 1, seed, "seed=" + seed + " " + image + ": " + what);
        child.close();
        child = null;
    }
}
