package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory that this process writes a journal to: fenced, of the right format, in a new epoch. Its segments are
 * sealed once nobody writes to them.
 *
 * <pre>
 *   LOCK               locked by the one writer
 *   journal.tailrace   what makes the directory a journal: format version and id
 *   epoch.tailrace     how often it was opened for writing
 *   seal.tailrace      checksums of what is not written any more
 *   metadata.cq4t      Chronicle Queue's own
 *   19700101-01F.cq4   segment 1, and so on
 * </pre>
 */
final class JournalDirectory implements AutoCloseable {
    private final SegmentFiles files;
    private final DirectoryLock lock;
    private final long journalId;
    private final long epoch;
    private final SealFile seals;
    /** Guarded by this. */
    private int sealedTo;

    private JournalDirectory(SegmentFiles files, DirectoryLock lock) {
        this.files = files;
        this.lock = lock;
        journalId = FormatFile.readOrCreate(files.directory());
        seals = SealFile.read(files.directory());
        epoch = EpochFile.raise(files.directory());
    }

    static JournalDirectory open(Path directory) {
        create(directory);
        FormatFile.refuseForeign(directory);
        DirectoryLock lock = DirectoryLock.acquire(directory);
        boolean done = false;
        try {
            JournalDirectory result = new JournalDirectory(new SegmentFiles(directory), lock);
            done = true;
            return result;
        } finally {
            if (!done) {
                lock.close();
            }
        }
    }

    private static void create(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
            }
        } catch (AccessDeniedException e) {
            throw DirectoryLock.notWritable(directory, e);
        } catch (FileSystemException e) {
            throw new JournalException("cannot create the directory: directory=" + directory, e);
        } catch (IOException e) {
            throw IoErrors.of("cannot create the directory", directory, e);
        }
    }

    SegmentFiles files() {
        return files;
    }

    long journalId() {
        return journalId;
    }

    long epoch() {
        return epoch;
    }

    SealFile seals() {
        return seals;
    }

    /** Seals what is complete and takes the seal off what is going to be written. */
    synchronized void beginWriting(int segment) {
        seals.open(segment);
        for (int done = 1; done < segment; done++) {
            if (seals.of(done) == null) {
                SegmentRepair.end(files.path(done));
                seals.seal(files, done);
            }
        }
        sealedTo = segment - 1;
        seals.write();
    }

    /** Seals segments before the one being written. Returns whether there was one. */
    synchronized boolean sealBefore(int segment) {
        if (sealedTo >= segment - 1) {
            return false;
        }
        while (sealedTo < segment - 1) {
            seals.seal(files, ++sealedTo);
        }
        seals.write();
        return true;
    }

    /** Seals everything; nobody has any of it open. */
    synchronized void sealAll(int lastSegment) {
        while (sealedTo < lastSegment) {
            seals.seal(files, ++sealedTo);
        }
        seals.sealMetadata();
        seals.write();
    }

    /** Lets another writer in. */
    @Override
    public void close() {
        lock.close();
    }
}
