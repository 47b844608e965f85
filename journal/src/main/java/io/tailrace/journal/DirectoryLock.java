package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.JournalInUseException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps a directory to one writer. Any thread.
 *
 * <p>Within the process {@link OpenDirectories} decides, before a lock file is opened at all; see {@link LockFile}.
 *
 * <p>Two files are locked. Who takes {@link #FILE_NAME} for a leftover and deletes it lets a second writer make a new
 * one, while the first notices within a second only. Were the second let in meanwhile, it would write to the segment
 * that the first has mapped and cut it under the mapping, which kills the process of the first. So whoever writes holds
 * {@link #WRITER_NAME} too, before it looks at anything, and has the journal to itself unless both are deleted.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE_NAME = "LOCK";
    static final String WRITER_NAME = "writer.tailrace";

    private final String directory;
    private final LockFile first;
    private final LockFile second;
    private boolean closed;

    private DirectoryLock(String directory, LockFile first, LockFile second) {
        this.directory = directory;
        this.first = first;
        this.second = second;
    }

    static DirectoryLock acquire(Path path, Disk disk) {
        Path canonical;
        String directory;
        try {
            canonical = path.toRealPath();
            directory = OpenDirectories.identity(canonical);
        } catch (IOException e) {
            throw new JournalException("cannot resolve the directory: directory=" + path, e);
        }
        OpenDirectories.enter(directory, canonical);
        LockFile first = null;
        LockFile second = null;
        try {
            first = LockFile.acquire(canonical.resolve(FILE_NAME), disk);
            if (first == null) {
                throw inUse(canonical, "");
            }
            second = LockFile.acquire(canonical.resolve(WRITER_NAME), disk);
            if (second == null) {
                throw inUse(canonical, " held=" + WRITER_NAME + ", whose " + FILE_NAME + " was taken away");
            }
            return new DirectoryLock(directory, first, second);
        } finally {
            if (second == null) {
                if (first != null) {
                    first.release();
                }
                OpenDirectories.leave(directory);
            }
        }
    }

    /**
     * Keeps writers out of a directory in which nothing is to be changed, as long as it is held: as far as the lock
     * files are there.
     *
     * @throws JournalInUseException when somebody has it open for writing
     */
    static DirectoryLock acquireShared(Path path) {
        Path canonical;
        String directory;
        try {
            canonical = path.toRealPath();
            directory = OpenDirectories.identity(canonical);
        } catch (IOException e) {
            throw new JournalException("cannot resolve the directory: directory=" + path, e);
        }
        OpenDirectories.enter(directory, canonical);
        LockFile first = null;
        LockFile second = null;
        boolean done = false;
        try {
            first = LockFile.acquireShared(canonical.resolve(FILE_NAME));
            second = LockFile.acquireShared(canonical.resolve(WRITER_NAME));
            done = first != null && second != null;
            if (!done) {
                throw inUse(canonical, "");
            }
            return new DirectoryLock(directory, first, second);
        } finally {
            if (!done) {
                if (first != null) {
                    first.release();
                }
                if (second != null) {
                    second.release();
                }
                OpenDirectories.leave(directory);
            }
        }
    }

    private static JournalInUseException inUse(Path canonical, String how) {
        return new JournalInUseException("the journal is open for writing in another process: directory=" + canonical
                + how + ": stop that process, or open the journal for reading");
    }

    /** Files that lie in the directory of a journal whose making did not come further. */
    static boolean isLock(String name) {
        return name.equals(FILE_NAME) || name.equals(WRITER_NAME);
    }

    /**
     * Looks whether the files under the names of the locks are those that are locked.
     *
     * @throws io.tailrace.error.JournalFencedException when one is not
     */
    void check() {
        first.check();
        second.check();
    }

    /** Gives the directory free; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            second.release();
        } finally {
            try {
                first.release();
            } finally {
                OpenDirectories.leave(directory);
            }
        }
    }
}
