package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import io.tailrace.error.NotAJournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory that this process writes a journal to: fenced, of the right format, in a new epoch. Its segments are
 * sealed once nobody writes to them.
 *
 * <pre>
 *   LOCK               locked by the one writer
 *   writer.tailrace    locked by it too, for the case that somebody deletes LOCK
 *   journal.tailrace   what makes the directory a journal: format version, id, hash seed
 *   epoch.tailrace     how often it was opened for writing
 *   seal.tailrace      checksums of what is not written any more
 *   watermark.tailrace how far it is on the device
 *   snapshot-N...      the state at sequence N; there may be several
 *   cursors/NAME...    where the cursor of that name stands
 *   retired.tailrace   which of the oldest segments were taken away, where any were
 *   metadata.cq4t      Chronicle Queue's own
 *   19700101-01F.cq4   segment 1, and so on
 *   19700101-02F.precreated  made ahead for the next one
 * </pre>
 */
final class JournalDirectory implements AutoCloseable {
    /** But for the locks and the segments. */
    private static final List<String> FILES = List.of(
            FormatFile.NAME,
            EpochFile.NAME,
            SealFile.NAME,
            WatermarkFile.NAME,
            RetiredFile.NAME,
            ChronicleSettings.METADATA_FILE);

    private final SegmentFiles files;
    private final ForceOrder order;
    private final DirectoryLock lock;
    private final FormatFile.Format format;
    private final SealFile seals;
    private final List<String> notes = new ArrayList<>();
    private Fence fence;
    /** Guarded by this. */
    private int sealedTo;
    /** Segments up to that one were removed: those after it that are retired are there still. Guarded by this. */
    private int removedTo;
    /** The segment after that, while it is walked over. Guarded by this. */
    private Sealing sealing;
    /** Last segment that opening has not read. Guarded by this. */
    private int unreadTo;
    /** Segments up to that one were compared with their seals since, or are. Guarded by this. */
    private int comparedTo;
    /** That one, while it is walked over. Guarded by this. */
    private Sealing comparing;

    private JournalDirectory(Path path, JournalConfig config, DirectoryLock lock) {
        this.lock = lock;
        files = new SegmentFiles(path);
        order = new ForceOrder(path, config.disk());
        refuseOthers(path);
        order.forceNamesFound(notes);
        format = FormatFile.readOrCreate(order, config.hashSeed());
        seals = SealFile.read(path, format.journalId());
        RetiredFile.Content retired = RetiredFile.read(path, format.journalId());
        files.retired(retired.retired());
        removedTo = retired.retired().segments(); // opening removes them
        seals.retire(retired.retired());
        if (!retired.isWhole()) {
            RetiredFile.complete(order, format.journalId(), retired.retired());
        }
        if (retired.defect() != null) {
            notes.add("one of the two slots that say what is retired was damaged, and made anew by the other: file="
                    + path.resolve(RetiredFile.NAME) + " " + retired.defect());
        }
    }

    static JournalDirectory open(Path directory, JournalConfig config) {
        create(directory, config.disk());
        FormatFile.refuseForeign(directory);
        DirectoryLock lock = DirectoryLock.acquire(directory, config.disk());
        boolean done = false;
        try {
            JournalDirectory result = new JournalDirectory(directory, config, lock);
            done = true;
            return result;
        } finally {
            if (!done) {
                lock.close();
            }
        }
    }

    /** Before anything is done that would fail half way for what stands in the place of a file. */
    private static void refuseOthers(Path path) {
        for (String name : FILES) {
            RegularFile.refuseOther(path.resolve(name));
        }
    }

    private static void create(Path directory, Disk disk) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new NotAJournalException("not a directory: directory=" + directory + ": check the path");
        }
        try {
            if (!Files.isDirectory(directory)) {
                disk.makeDirectory(directory);
            }
        } catch (IOException e) {
            throw IoErrors.of("cannot create the directory", directory, e);
        }
    }

    SegmentFiles files() {
        return files;
    }

    ForceOrder order() {
        return order;
    }

    FormatFile.Format format() {
        return format;
    }

    /** What was mended in the small files. */
    List<String> notes() {
        return notes;
    }

    /** Begins a new epoch, greater than that of any block. From then on the fence stands. */
    long raiseEpoch(long greatestOfBlocks) {
        long epoch = EpochFile.raise(order, format.journalId(), greatestOfBlocks, notes);
        fence = new Fence(lock, files.directory(), format.journalId(), epoch);
        return epoch;
    }

    Fence fence() {
        return fence;
    }

    SealFile seals() {
        return seals;
    }

    /** Seals what is complete and takes the seal off what is going to be written. */
    synchronized void beginWriting(int segment) {
        seals.unseal(segment);
        for (int done = files.retired().firstSegment(); done < segment; done++) {
            if (seals.of(done) == null) {
                SegmentRepair.end(order, files.path(done));
                seals.seal(order, files, done, 0);
            }
        }
        sealedTo = segment - 1;
        order.forceNames();
        seals.write(order);
    }

    /**
     * Opens what blocks are written to from now on.
     *
     * @param segment the segment to go on with
     * @param usedBytes where its last block ends, 0 when there is none
     */
    BlockStore openStore(JournalConfig config, int segment, long usedBytes) {
        WatermarkFile watermark = new WatermarkFile(order, format.journalId());
        return config.stores().open(files, segment, usedBytes, config, order, fence, watermark);
    }

    /**
     * Takes a step of sealing the segments before the one being written. Returns whether there was something to do;
     * after an error it can be tried again.
     */
    synchronized boolean sealBefore(int segment) {
        if (sealedTo >= segment - 1) {
            return false;
        }
        if (sealing == null) {
            sealing = new Sealing(files, sealedTo + 1);
        }
        if (sealing.step()) {
            try {
                fence.check();
                refuseMissing();
                seals.seal(order, files, sealing, 0);
                order.forceNames();
                seals.write(order);
                sealedTo++;
            } finally {
                endSealing();
            }
        }
        return true;
    }

    /** Opening has read the segments from that one on, and of those before only what is seen at once. */
    synchronized void readFrom(int segment) {
        unreadTo = segment - 1;
    }

    /**
     * Takes a step of comparing the segments that opening has not read with their seals. Returns whether there is more
     * to do.
     *
     * @throws CorruptJournalException where one has changed; the next call goes on after it
     */
    synchronized boolean compareUnread() {
        if (comparing == null) {
            if (comparedTo >= unreadTo) {
                return false;
            }
            comparedTo = Math.max(comparedTo, files.retired().segments()) + 1;
            if (comparedTo > unreadTo) {
                return false;
            }
            comparing = new Sealing(files, comparedTo);
        }
        if (comparing.step()) {
            try {
                refuseChanged(comparing);
            } finally {
                comparing.close();
                comparing = null;
            }
        }
        return true;
    }

    private void refuseChanged(Sealing read) {
        int segment = read.segment();
        if (files.isRetired(segment)) {
            return;
        }
        VerifyReport.Defect changed = read.walk() == null
                ? new VerifyReport.Defect(files.name(segment), 0, "segment is missing")
                : seals.of(segment).defect(files.path(segment), read.map(), read.walk());
        if (changed != null) {
            throw new CorruptJournalException(
                    files.name(segment),
                    changed.offset(),
                    "a sealed segment has changed: " + changed.what()
                            + ": restore the journal from a copy; verify tells how much is whole");
        }
    }

    /** Segments up to that one are retired and removed. */
    synchronized int removedTo() {
        return removedTo;
    }

    /** What is retired was removed. */
    synchronized void removed(Retired retired) {
        removedTo = retired.segments();
    }

    /** The seals of the oldest segments, in order, as far as each has one. */
    synchronized List<SealFile.Seal> sealed() {
        List<SealFile.Seal> result = new ArrayList<>();
        int expected = files.retired().firstSegment();
        for (SealFile.Seal seal : seals.all()) {
            if (seal.segment() == expected) {
                result.add(seal);
                expected++;
            }
        }
        return result;
    }

    /**
     * Says that the segments before one are retired: from then on nobody misses them. Forced when this returns; they
     * are taken away after that.
     *
     * @throws JournalException when that could not be written; nothing has changed then, but for whoever opens the
     *     journal next
     */
    synchronized void retire(Retired retired) {
        fence.check();
        if (retired.firstSegment() > sealedTo + 1) {
            throw new JournalException("a segment that is not sealed cannot be retired: segment=" + retired.segments()
                    + " sealed=" + sealedTo);
        }
        RetiredFile.write(order, format.journalId(), retired);
        files.retired(retired);
        seals.retire(retired);
    }

    /**
     * What was sealed is opened by nobody until it is read again, so its absence is looked for when one more is sealed.
     */
    private void refuseMissing() {
        int missing = files.missing(sealedTo);
        if (missing > 0) {
            throw new CorruptJournalException(
                    files.name(missing),
                    0,
                    "a sealed segment has vanished while the journal was written: put it back, or restore the journal"
                            + " from a copy");
        }
    }

    private void endSealing() {
        if (sealing != null) {
            sealing.close();
            sealing = null;
        }
        if (comparing != null) {
            comparing.close();
            comparing = null;
        }
    }

    /**
     * Seals everything; nobody has any of it open.
     *
     * @param end where the last block of the last segment ends, negative where that is not known
     */
    synchronized void sealAll(int lastSegment, long end) {
        endSealing();
        refuseMissing();
        sealTo(lastSegment - 1);
        if (sealedTo < lastSegment) {
            seals.seal(order, files, lastSegment, end);
        }
        seals.sealMetadata(order);
        seals.write(order);
        sealedTo = Math.max(sealedTo, lastSegment);
    }

    private void sealTo(int last) {
        for (int segment = sealedTo + 1; segment <= last; segment++) {
            seals.seal(order, files, segment, 0);
        }
    }

    /** Lets another writer in. */
    @Override
    public synchronized void close() {
        try {
            endSealing();
        } finally {
            lock.close();
        }
    }
}
