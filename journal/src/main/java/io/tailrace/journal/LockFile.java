package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.JournalFencedException;
import io.tailrace.error.JournalInUseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A file that one process locks, and that nobody but this class may open: POSIX drops a process's lock as soon as any
 * descriptor of the file is closed. So a channel that met a lock of other code in this process is never closed but kept
 * for the next try. Any thread.
 */
final class LockFile {
    /**
     * Channels that must not be closed, by identity of the file that they are of: one under the same name may be
     * another. As long as it is open, no other file gets that identity. Guarded by itself.
     */
    private static final Map<String, FileChannel> KEPT = new HashMap<>();

    private final Path file;
    private final String identity;
    private final FileChannel channel;

    private LockFile(Path file, String identity, FileChannel channel) {
        this.file = file;
        this.identity = identity;
        this.channel = channel;
    }

    /**
     * Locks a file, which is made where there is none.
     *
     * @param file in a directory that nobody else in this process may lock meanwhile
     * @return the file, locked, or null when another process has it
     */
    static LockFile acquire(Path file, Disk disk) {
        FileChannel channel = null;
        String identity = null;
        boolean ours = false;
        try {
            create(file, disk);
            identity = OpenDirectories.identity(file);
            channel = channel(identity, file);
            FileLock lock = channel.tryLock();
            ours = lock != null && identity.equals(OpenDirectories.identity(file));
            return ours ? new LockFile(file, identity, channel) : null;
        } catch (OverlappingFileLockException e) {
            keep(identity, channel);
            throw lockedHere(file, e);
        } catch (IOException e) {
            throw IoErrors.of("cannot lock the journal", file, e);
        } finally {
            if (!ours) {
                discard(identity, channel);
            }
        }
    }

    /**
     * Shares the lock of a file that is there, which nobody can lock for itself meanwhile.
     *
     * @param file in a directory that nobody else in this process may lock meanwhile
     * @return the file, with nothing to release where there is none; null when another process has it for itself
     */
    static LockFile acquireShared(Path file) {
        FileChannel channel = null;
        String identity = null;
        boolean ours = false;
        try {
            identity = OpenDirectories.identity(file);
            synchronized (KEPT) {
                if (KEPT.containsKey(identity)) {
                    throw lockedHere(file, null);
                }
            }
            channel = RegularFile.channel(file, StandardOpenOption.READ);
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            ours = lock != null;
            return ours ? new LockFile(file, identity, channel) : null;
        } catch (NoSuchFileException e) {
            return new LockFile(file, "", null);
        } catch (OverlappingFileLockException e) {
            keep(identity + " shared", channel);
            ours = true; // kept
            throw lockedHere(file, e);
        } catch (IOException e) {
            throw IoErrors.of("cannot lock the journal", file, e);
        } finally {
            if (!ours) {
                discard(identity, channel);
            }
        }
    }

    private static JournalInUseException lockedHere(Path file, RuntimeException cause) {
        return new JournalInUseException("the journal is locked by other code of this process: file=" + file, cause);
    }

    private static void create(Path file, Disk disk) throws IOException {
        try {
            disk.create(file);
        } catch (FileAlreadyExistsException e) {
            RegularFile.refuseOther(file); // else it is that of a writer before this one
        }
    }

    private static FileChannel channel(String identity, Path file) throws IOException {
        FileChannel kept;
        synchronized (KEPT) {
            kept = KEPT.remove(identity);
        }
        return kept != null ? kept : RegularFile.channel(file, StandardOpenOption.WRITE);
    }

    private static void keep(String identity, FileChannel channel) {
        synchronized (KEPT) {
            KEPT.put(identity, channel);
        }
    }

    /** Closes what met the lock of another process: this one has none there that could be dropped. */
    private static void discard(String identity, FileChannel channel) {
        synchronized (KEPT) {
            if (channel == null || KEPT.get(identity) == channel) {
                return;
            }
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new JournalException("cannot close the lock file", e);
        }
    }

    /**
     * Looks whether the file under its name is the one that is locked.
     *
     * @throws JournalFencedException when it is not
     */
    void check() {
        try {
            String found = OpenDirectories.identity(file);
            if (!found.equals(identity)) {
                throw new JournalFencedException("the lock file is another one than this writer holds: file=" + file
                        + " held=" + identity + " found=" + found + Fence.ADVICE);
            }
        } catch (NoSuchFileException e) {
            throw new JournalFencedException(
                    "the lock file, or the whole directory, has vanished: file=" + file + Fence.ADVICE, e);
        } catch (IOException e) {
            throw new JournalFencedException("the lock file cannot be looked at: file=" + file + Fence.ADVICE, e);
        }
    }

    /** Lets others lock it; a second call does nothing. */
    void release() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new JournalException("cannot release the lock: file=" + file, e);
        }
    }
}
