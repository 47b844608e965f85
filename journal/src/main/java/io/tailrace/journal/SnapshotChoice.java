package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Looks for the newest snapshot that a journal can be opened with: sound, and of the history that the journal holds.
 * What is wrong with those before it is noted. Used once, under the directory's lock, when the segments are known.
 */
final class SnapshotChoice {
    static final String ANOTHER_HISTORY = "the journal was cut before it, and written anew since";

    private static final String NOT_SOUND = "the journal is not sound up to it: ";

    private final SegmentFiles files;
    private final SealFile seals;
    private final JournalConfig config;
    private final long journalId;
    private final SnapshotFiles snapshots;
    private final List<String> notes;

    private Path path;
    private SnapshotHeader header;
    private int firstSegment;
    private long firstSequence;

    SnapshotChoice(
            SegmentFiles files,
            SealFile seals,
            JournalConfig config,
            long journalId,
            SnapshotFiles snapshots,
            List<String> notes) {
        this.files = files;
        this.seals = seals;
        this.config = config;
        this.journalId = journalId;
        this.snapshots = snapshots;
        this.notes = notes;
    }

    /** Whether there is one. */
    boolean find(int lastSegment) {
        for (Path candidate : SnapshotFiles.newestFirst(files.directory())) {
            SnapshotCheck check = new SnapshotCheck(config, journalId);
            String defect = check.headerDefect(candidate);
            if (defect == null) {
                header = check.header();
                defect = misfit(lastSegment);
            }
            if (defect == null) {
                defect = check.defect(candidate);
            }
            if (defect == null) {
                path = candidate;
                return true;
            }
            notes.add("a snapshot was not used: file=" + candidate + " " + defect);
            if (check.isForeign()) {
                snapshots.foreign(candidate);
            } else {
                snapshots.unfit(candidate);
            }
        }
        header = null;
        return false;
    }

    /** Hands out the state; names and definitions go into the catalogue. */
    void load(Catalogue catalogue, StateHandler handler) {
        new SnapshotLoad(path, catalogue, handler).run();
    }

    SnapshotHeader header() {
        return header;
    }

    /** Segment that the replay begins with: all before it are sealed, and older than the state. */
    int firstSegment() {
        return firstSegment;
    }

    /** Sequence with which that segment begins. */
    long firstSequence() {
        return firstSequence;
    }

    /** Null where the journal holds the block that the snapshot was made at, and all before it in its segment. */
    private String misfit(int lastSegment) {
        if (header.segment() > lastSegment) {
            return "the journal ends before it: segment=" + header.segment() + " segments=" + lastSegment;
        }
        firstSegment = 1;
        while (firstSegment < header.segment() && isVouchedFor(firstSegment)) {
            firstSegment++;
        }
        firstSequence = 0;
        try {
            return historyDefect(new SegmentCursor(files, firstSegment));
        } catch (CorruptJournalException e) {
            return NOT_SOUND + e.getMessage();
        }
    }

    /** Looks at whole blocks only: what is in them is looked at by the replay. */
    private String historyDefect(SegmentCursor cursor) {
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        long expected = 0;
        long epoch = 0;
        while (cursor.next(block)) {
            String defect = BlockCheck.defect(block, journalId);
            if (defect == null) {
                defect = BlockCheck.misfit(block, cursor.segment(), expected, epoch);
            }
            if (defect != null) {
                return NOT_SOUND + "file=" + files.name(cursor.segment()) + " offset=" + cursor.position() + " "
                        + defect;
            }
            firstSequence = firstSequence == 0 ? BlockDescriptor.sequence(block) : firstSequence;
            epoch = BlockDescriptor.epoch(block);
            expected = BlockDescriptor.sequence(block) + BlockDescriptor.changes(block);
            if (expected > header.sequence()) {
                return header.isMadeAt(cursor.segment(), block) ? null : ANOTHER_HISTORY;
            }
        }
        return "the journal ends before it: sequence=" + (Math.max(1, expected) - 1) + " snapshot=" + header.sequence();
    }

    private boolean isVouchedFor(int segment) {
        SealFile.Seal seal = seals.of(segment);
        return seal != null && seal.firstSequence() > 0;
    }
}
