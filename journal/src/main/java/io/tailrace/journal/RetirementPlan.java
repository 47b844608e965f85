package io.tailrace.journal;

import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** Decides how many of the oldest segments may go. Used once. */
final class RetirementPlan {
    private static final long UNKNOWN = -1;

    private final SegmentFiles files;
    private final SegmentMarks marks;
    private final long journalId;
    private final RetentionLimits limits;

    private Retired first;
    private long bytes;
    private boolean overdue;

    RetirementPlan(SegmentFiles files, SegmentMarks marks, long journalId, RetentionLimits limits) {
        this.files = files;
        this.marks = marks;
        this.journalId = journalId;
        this.limits = limits;
    }

    /**
     * Takes away as much as it may.
     *
     * @param sealed the oldest segments
     * @param unsealedBytes bytes of all segments after those
     * @param end the first segment that has to stay
     * @param waiting gives the oldest sequence that somebody waits for; asked where anything may go only, as that may
     *     take a force
     */
    void make(List<SealFile.Seal> sealed, long unsealedBytes, int end, LongSupplier waiting) {
        long oldestWaitedFor = UNKNOWN;
        long left = unsealedBytes;
        for (SealFile.Seal seal : sealed) {
            left += seal.fileLength();
        }
        first = files.retired();
        for (SealFile.Seal seal : sealed) {
            int next = seal.segment() + 1;
            long nextSequence = marks.firstSequenceOf(next);
            boolean asked = left > limits.bytes() || limits.timeNs() != Long.MIN_VALUE && isBefore(next);
            if (next > end || nextSequence == 0 || !asked) {
                return;
            }
            oldestWaitedFor = oldestWaitedFor == UNKNOWN ? waiting.getAsLong() : oldestWaitedFor;
            boolean waitedFor = nextSequence > oldestWaitedFor;
            if (waitedFor && left <= limits.waitingBytes()) {
                return;
            }
            overdue |= waitedFor;
            left -= seal.fileLength();
            bytes += seal.fileLength();
            first = new Retired(next, nextSequence);
        }
    }

    /** Whether a segment begins before the time that is kept, so that all those before it end before that. */
    private boolean isBefore(int segment) {
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        SegmentCursor cursor = new SegmentCursor(files, segment);
        while (cursor.next(block) && cursor.segment() == segment && BlockCheck.defect(block, journalId) == null) {
            if (BlockDescriptor.changes(block) > 0) { // others have no time of their own
                return BlockDescriptor.timeNs(block) < limits.timeNs();
            }
        }
        return false;
    }

    /** What is kept. */
    Retired first() {
        return first;
    }

    /** Bytes of what goes. */
    long bytes() {
        return bytes;
    }

    /** Whether somebody waits for some of it. */
    boolean isOverdue() {
        return overdue;
    }
}
