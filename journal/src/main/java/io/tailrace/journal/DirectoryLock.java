package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.JournalInUseException;
import io.tailrace.error.ReadOnlyJournalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps a directory to one writer. Any thread.
 *
 * <p>Within the process a set of canonical paths decides, before the lock file is opened at all: POSIX drops a
 * process's lock as soon as any descriptor of the file is closed, so a refused second open that opened and closed it
 * would let other processes in. For the same reason nothing else may ever open that file.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE_NAME = "LOCK";

    /** The one static state there is: directories open for writing in this process. Guarded by itself. */
    private static final Set<Path> OPEN = new HashSet<>();

    private final Path canonical;
    private final FileChannel channel;
    private boolean closed;

    private DirectoryLock(Path canonical, FileChannel channel) {
        this.canonical = canonical;
        this.channel = channel;
    }

    static DirectoryLock acquire(Path directory) {
        Path canonical;
        try {
            canonical = directory.toRealPath();
        } catch (IOException e) {
            throw new JournalException("cannot resolve the directory: directory=" + directory, e);
        }
        synchronized (OPEN) {
            if (!OPEN.add(canonical)) {
                throw new JournalInUseException("the journal is open for writing in this process: directory="
                        + canonical + ": close it first, or open this one for reading");
            }
        }
        boolean done = false;
        try {
            DirectoryLock lock = new DirectoryLock(canonical, lockFile(canonical));
            done = true;
            return lock;
        } finally {
            if (!done) {
                release(canonical);
            }
        }
    }

    private static FileChannel lockFile(Path canonical) {
        Path file = canonical.resolve(FILE_NAME);
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
            channel.close();
        } catch (AccessDeniedException e) {
            throw notWritable(canonical, e);
        } catch (OverlappingFileLockException e) {
            throw new JournalInUseException("the journal is locked by other code of this process: file=" + file, e);
        } catch (FileSystemException e) {
            throw notWritable(canonical, e);
        } catch (IOException e) {
            throw new JournalException("cannot lock the journal: file=" + file, e);
        }
        throw new JournalInUseException("the journal is open for writing in another process: directory=" + canonical
                + ": stop that process, or open the journal for reading");
    }

    static ReadOnlyJournalException notWritable(Path canonical, IOException e) {
        return new ReadOnlyJournalException(
                "the directory cannot be written: directory=" + canonical
                        + ": give this user the right to write, or open the journal for reading",
                e);
    }

    /** Gives the directory free; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                channel.close();
            } catch (IOException e) {
                throw new JournalException("cannot release the lock: directory=" + canonical, e);
            } finally {
                release(canonical);
            }
        }
    }

    private static void release(Path canonical) {
        synchronized (OPEN) {
            OPEN.remove(canonical);
        }
    }
}
