package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.JournalFencedException;
import java.io.File;
import java.nio.file.Path;

/**
 * Whether the journal is still this writer's: the lock files are those it holds, and the epoch is the one it wrote.
 * Asked when a segment begins and before something is forced or sealed; every second there is a glance. Any thread,
 * where nothing else is said. Once it has fallen, it stays so.
 */
final class Fence {
    static final String ADVICE = ": another writer may have the journal now; this one has stopped, open it anew";

    /** A minute of them, at one a second. */
    static final int GLANCES_PER_LOOK = 60;

    /** Around a directory that nobody else can know. */
    static final Fence NONE = new Fence(null, null, 0, 0);

    private final DirectoryLock lock;
    private final Path directory;
    private final long journalId;
    private final long epoch;
    /** The locks and the epoch file, and their times; empty around a directory that nobody else can know. */
    private final File[] files;

    private final long[] times;
    /** Written by whoever glances. */
    private int glances;
    /** Written once, by whoever notices first. */
    private volatile JournalFencedException fallen;

    Fence(DirectoryLock lock, Path directory, long journalId, long epoch) {
        this.lock = lock;
        this.directory = directory;
        this.journalId = journalId;
        this.epoch = epoch;
        files = lock == null ? new File[0] : files(directory);
        times = new long[files.length];
        for (int i = 0; i < files.length; i++) {
            times[i] = files[i].lastModified();
        }
    }

    private static File[] files(Path directory) {
        return new File[] {
            directory.resolve(DirectoryLock.FILE_NAME).toFile(),
            directory.resolve(DirectoryLock.WRITER_NAME).toFile(),
            directory.resolve(EpochFile.NAME).toFile()
        };
    }

    /**
     * Looks at the times of the files, which allocates nothing, and closer where one of them is another, and each
     * {@link #GLANCES_PER_LOOK}th time, as a copy may have the times of what it was made from. One thread at a time.
     *
     * @throws JournalFencedException when the journal is not this writer's any more
     */
    void glance() {
        boolean look = fallen != null || ++glances % GLANCES_PER_LOOK == 0;
        for (int i = 0; i < files.length; i++) {
            look |= files[i].lastModified() != times[i];
        }
        if (look) {
            check();
        }
    }

    /**
     * Looks.
     *
     * @throws JournalFencedException when the journal is not this writer's any more
     */
    void check() {
        if (lock == null) {
            return;
        }
        if (fallen != null) {
            throw new JournalFencedException(fallen.getMessage(), fallen);
        }
        try {
            lock.check();
            checkEpoch();
        } catch (JournalFencedException e) {
            fallen = e;
            throw e;
        }
    }

    boolean hasFallen() {
        return fallen != null;
    }

    private void checkEpoch() {
        long found;
        try {
            found = EpochFile.read(directory, journalId);
        } catch (JournalException e) {
            throw new JournalFencedException("the epoch cannot be read: " + e.getMessage() + ADVICE, e);
        }
        if (found != epoch) {
            throw new JournalFencedException("the journal has another epoch than this writer's: file="
                    + directory.resolve(EpochFile.NAME) + " own=" + epoch + " found=" + found + ADVICE);
        }
    }
}
