package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.JournalFencedException;
import java.io.File;
import java.nio.file.Path;

/**
 * Whether the journal is still this writer's: the lock file is the one it holds, and the epoch is the one it wrote.
 * Asked when a segment begins and before something is forced or sealed; every second there is a glance. Any thread.
 * Once it has fallen, it stays so.
 */
final class Fence {
    static final String ADVICE = ": another writer may have the journal now; this one has stopped, open it anew";

    /** Around a directory that nobody else can know. */
    static final Fence NONE = new Fence(null, null, 0, 0);

    private final DirectoryLock lock;
    private final Path directory;
    private final long journalId;
    private final long epoch;
    /** Times of the lock file and the epoch file; null and 0 around a directory that nobody else can know. */
    private final File lockFile;

    private final File epochFile;
    private final long lockTime;
    private final long epochTime;
    /** Written once, by whoever notices first. */
    private volatile JournalFencedException fallen;

    Fence(DirectoryLock lock, Path directory, long journalId, long epoch) {
        this.lock = lock;
        this.directory = directory;
        this.journalId = journalId;
        this.epoch = epoch;
        lockFile =
                lock == null ? null : directory.resolve(DirectoryLock.FILE_NAME).toFile();
        epochFile = lock == null ? null : directory.resolve(EpochFile.NAME).toFile();
        lockTime = lock == null ? 0 : lockFile.lastModified();
        epochTime = lock == null ? 0 : epochFile.lastModified();
    }

    /**
     * Looks at the times of the two files, which allocates nothing, and closer where one of them is another.
     *
     * @throws JournalFencedException when the journal is not this writer's any more
     */
    void glance() {
        if (lock != null && (lockFile.lastModified() != lockTime || epochFile.lastModified() != epochTime)) {
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
