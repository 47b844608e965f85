package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.JournalFencedException;
import io.tailrace.error.JournalInUseException;
import io.tailrace.error.ReadOnlyJournalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps a directory to one writer. Any thread.
 *
 * <p>Within the process {@link OpenDirectories} decides, before the lock file is opened at all: POSIX drops a process's
 * lock as soon as any descriptor of the file is closed, so a refused second open that opened and closed it, or left it
 * to the garbage collector, would let other processes in. For the same reason nothing else may ever open that file, and
 * a channel that met a lock of other code in this process is never closed but kept for the next try.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE_NAME = "LOCK";

    /** Channels that must not be closed, by identity of the directory. Guarded by itself. */
    private static final Map<String, FileChannel> KEPT = new HashMap<>();

    private final Path canonical;
    private final String directory;
    private final FileChannel channel;
    private final String file;
    private boolean closed;

    private DirectoryLock(Path canonical, String directory, FileChannel channel, String file) {
        this.canonical = canonical;
        this.directory = directory;
        this.channel = channel;
        this.file = file;
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
        boolean done = false;
        try {
            DirectoryLock lock = lock(canonical, directory, disk);
            done = true;
            return lock;
        } finally {
            if (!done) {
                OpenDirectories.leave(directory);
            }
        }
    }

    private static DirectoryLock lock(Path canonical, String directory, Disk disk) {
        Path file = canonical.resolve(FILE_NAME);
        FileChannel channel = null;
        boolean ours = false;
        try {
            create(file, disk);
            String identity = OpenDirectories.identity(file);
            channel = channel(directory, file);
            FileLock lock = channel.tryLock();
            ours = lock != null && identity.equals(OpenDirectories.identity(file));
            if (ours) {
                return new DirectoryLock(canonical, directory, channel, identity);
            }
        } catch (OverlappingFileLockException e) {
            keep(directory, channel);
            throw new JournalInUseException("the journal is locked by other code of this process: file=" + file, e);
        } catch (FileSystemException e) {
            throw notWritable(canonical, e);
        } catch (IOException e) {
            throw new JournalException("cannot lock the journal: file=" + file, e);
        } finally {
            if (!ours) {
                discard(directory, channel);
            }
        }
        throw new JournalInUseException("the journal is open for writing in another process: directory=" + canonical
                + ": stop that process, or open the journal for reading");
    }

    private static void create(Path file, Disk disk) throws IOException {
        try {
            disk.create(file);
        } catch (FileAlreadyExistsException e) {
            assert file.getFileName().toString().equals(FILE_NAME) : "the file of a writer before this one";
        }
    }

    private static FileChannel channel(String directory, Path file) throws IOException {
        FileChannel kept;
        synchronized (KEPT) {
            kept = KEPT.remove(directory);
        }
        return kept != null ? kept : FileChannel.open(file, StandardOpenOption.WRITE);
    }

    private static void keep(String directory, FileChannel channel) {
        synchronized (KEPT) {
            KEPT.put(directory, channel);
        }
    }

    /** Closes what met the lock of another process: this one has none there that could be dropped. */
    private static void discard(String directory, FileChannel channel) {
        synchronized (KEPT) {
            if (channel == null || KEPT.get(directory) == channel) {
                return;
            }
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new JournalException("cannot close the lock file", e);
        }
    }

    static ReadOnlyJournalException notWritable(Path canonical, IOException e) {
        return new ReadOnlyJournalException(
                "the directory cannot be written: directory=" + canonical
                        + ": give this user the right to write, or open the journal for reading",
                e);
    }

    /**
     * Looks whether the file under the lock's name is the one that is locked.
     *
     * @throws JournalFencedException when it is not
     */
    void check() {
        Path path = canonical.resolve(FILE_NAME);
        try {
            String found = OpenDirectories.identity(path);
            if (!found.equals(file)) {
                throw new JournalFencedException("the lock file is another one than this writer holds: file=" + path
                        + " held=" + file + " found=" + found + Fence.ADVICE);
            }
        } catch (NoSuchFileException e) {
            throw new JournalFencedException(
                    "the lock file, or the whole directory, has vanished: file=" + path + Fence.ADVICE, e);
        } catch (IOException e) {
            throw new JournalFencedException("the lock file cannot be looked at: file=" + path + Fence.ADVICE, e);
        }
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
                OpenDirectories.leave(directory);
            }
        }
    }
}
