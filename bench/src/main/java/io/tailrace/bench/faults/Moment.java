package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** When a process that writes is struck, as seen from outside: by the files of its journal. */
enum Moment {
    /** Somewhere. */
    ANY("", 500_000),
    /** A segment was begun; what is before it is forced and sealed in the next milliseconds. */
    ROLL(".cq4", 15_000),
    /** The file of seals was written. */
    SEAL("seal.tailrace", 2_000),
    /** The watermark was moved after a force; the next force is on its way where somebody waits for it. */
    FORCE("watermark.tailrace", 3_000);

    private static final long LOOK_NS = 20_000;
    private static final Duration LIMIT = Duration.ofMillis(400);

    private final String file;
    private final int longestDelayUs;

    Moment(String file, int longestDelayUs) {
        this.file = file;
        this.longestDelayUs = longestDelayUs;
    }

    /** One that comes: without anybody who forces, a watermark does not move. */
    static Moment of(long seed, Syncing syncing) {
        Moment moment = values()[(int) Math.floorMod(seed, (long) values().length)];
        return moment == FORCE && !syncing.forces() ? ROLL : moment;
    }

    /**
     * Waits for it, and up to a few milliseconds more.
     *
     * @param journal directory of the journal
     * @param random of the time after it
     * @return whether it came in time
     */
    boolean await(Path journal, Random random) throws IOException {
        long delayUs = random.nextInt(longestDelayUs);
        long before = stamp(journal);
        boolean came = this == ANY;
        for (long looks = LIMIT.toNanos() / LOOK_NS; !came && looks > 0; looks--) {
            LockSupport.parkNanos(LOOK_NS);
            came = stamp(journal) != before;
        }
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(delayUs));
        return came;
    }

    private long stamp(Path journal) throws IOException {
        if (this == ROLL) {
            try (Stream<Path> files = Files.list(journal)) {
                return files.filter(each -> each.toString().endsWith(file)).count();
            }
        }
        try {
            return this == ANY
                    ? 0
                    : Files.getLastModifiedTime(journal.resolve(file)).to(TimeUnit.NANOSECONDS);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
