package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Compares a snapshot with the journal: whether the block that it was made at is there, and all before it in its
 * segment sound; at once, or some blocks at a time. Looks at whole blocks only: what is in them is looked at by who
 * reads them. Used once.
 */
final class SnapshotHistory {
    static final String ANOTHER_HISTORY = "the journal was cut before it, and written anew since";

    private static final String NOT_SOUND = "the journal is not sound up to it: ";

    private final SegmentFiles files;
    private final long journalId;
    private final SnapshotHeader header;
    private final SegmentCursor cursor;
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
    private long firstSequence;
    private long expected;
    private long epoch;
    private String defect;
    private boolean done;

    /** @param firstSegment the one that it begins with, that of the snapshot or an earlier one */
    SnapshotHistory(SegmentFiles files, long journalId, SnapshotHeader header, int firstSegment) {
        this.files = files;
        this.journalId = journalId;
        this.header = header;
        cursor = new SegmentCursor(files, firstSegment);
    }

    /** Looks at so many blocks more. False when the block was found, or something is wrong. */
    boolean step(int blocks) {
        try {
            for (int i = 0; i < blocks && !done; i++) {
                if (cursor.next(block)) {
                    look();
                } else {
                    end("the journal ends before it: sequence=" + (Math.max(1, expected) - 1) + " snapshot="
                            + header.sequence());
                }
            }
        } catch (CorruptJournalException e) {
            end(NOT_SOUND + e.getMessage());
        }
        return !done;
    }

    private void look() {
        String wrong = BlockCheck.defect(block, journalId);
        if (wrong == null) {
            wrong = BlockCheck.misfit(block, cursor.segment(), expected, epoch);
        }
        if (wrong != null) {
            end(NOT_SOUND + "file=" + files.name(cursor.segment()) + " offset=" + cursor.position() + " " + wrong);
            return;
        }
        firstSequence = firstSequence == 0 ? BlockDescriptor.sequence(block) : firstSequence;
        epoch = BlockDescriptor.epoch(block);
        expected = BlockDescriptor.sequence(block) + BlockDescriptor.changes(block);
        if (expected > header.sequence()) {
            end(header.isMadeAt(cursor.segment(), block) ? null : ANOTHER_HISTORY);
        }
    }

    private void end(String wrong) {
        defect = wrong;
        done = true;
    }

    /** What is wrong, once it has ended; or null. */
    String defect() {
        return defect;
    }

    /** Sequence with which the journal begins there. */
    long firstSequence() {
        return firstSequence;
    }
}
