package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Has a child process open images of journals as a power cut may leave them, one after the other. */
final class ImageRounds extends ChildRounds {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    ImageRounds(Path scratch, Tally tally) {
        super(scratch, tally, "image", LIMIT);
    }

    @Override
    ChildProcess start() throws IOException {
        return new ChildProcess(scratch, "images", Files.createTempDirectory(scratch, "images"));
    }

    @Override
    void failed(long seed, String image, String what) {
        tally.failure("image", "--images", 1, seed, what);
    }
}
