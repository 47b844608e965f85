package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds the last change at or before a time, as times never go back: by the segments, by the marks in one, and by the
 * headers of the blocks from a mark on. Used once.
 *
 * <p>Headers are hopped over unchecked. What decides is the block found and the next one with changes: both are checked
 * as a whole, and that one goes on from the other, so nothing between them was missed wherever the way has led.
 */
final class TimeSearch {
    private final BlockSource source;
    private final BlockCursor cursor;
    private final long journalId;
    private final long timeNs;
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);

    TimeSearch(BlockSource source, long journalId, long timeNs) {
        this.source = source;
        this.journalId = journalId;
        this.timeNs = timeNs;
        cursor = source.cursor();
    }

    /**
     * The sequence of that change.
     *
     * @param first oldest sequence there is
     * @param last newest sequence to be found
     * @return one less than the first where all are later
     */
    long find(SegmentMarks marks, long first, long last) {
        try (cursor) {
            return search(marks, first, last);
        }
    }

    private long search(SegmentMarks marks, long first, long last) {
        if (last < first || !marks.seek(cursor, this::isLater)) {
            return first - 1;
        }
        long found = first - 1;
        UnsafeBuffer candidate = new UnsafeBuffer(0, 0);
        while (nextWithChanges() && BlockDescriptor.timeNs(block) <= timeNs) {
            candidate.wrap(block);
            found = BlockDescriptor.sequence(block);
            if (found + BlockDescriptor.changes(block) > last) {
                block.wrap(0, 0);
                break;
            }
        }
        if (candidate.capacity() == 0) {
            return found;
        }
        if (block.capacity() > 0 && block.addressOffset() != candidate.addressOffset()) {
            check(block);
            if (BlockDescriptor.sequence(block) != found + BlockDescriptor.changes(candidate)) {
                throw damage("sequence is not contiguous: expected=" + (found + BlockDescriptor.changes(candidate))
                        + " found=" + BlockDescriptor.sequence(block));
            }
        }
        check(candidate);
        return Math.min(last, lastIn(candidate));
    }

    /** Whether the first change from there on is later than the time. */
    private boolean isLater(int segment, long position) {
        cursor.seek(segment, position);
        if (!nextWithChanges()) {
            return true;
        }
        check(block);
        return BlockDescriptor.timeNs(block) > timeNs;
    }

    private boolean nextWithChanges() {
        while (cursor.next(block)) {
            if (block.capacity() < BlockDescriptor.HEADER_LENGTH) {
                throw damage("block is shorter than its header: length=" + block.capacity());
            }
            if (BlockDescriptor.changes(block) > 0) {
                return true;
            }
        }
        block.wrap(0, 0);
        return false;
    }

    private void check(UnsafeBuffer sound) {
        String defect = BlockCheck.defect(sound, journalId);
        if (defect != null) {
            throw damage(defect);
        }
    }

    private CorruptJournalException damage(String what) {
        return new CorruptJournalException(source.name(cursor.segment()), cursor.position(), what);
    }

    private long lastIn(UnsafeBuffer found) {
        int length = BlockDescriptor.length(found);
        int record = BlockDescriptor.HEADER_LENGTH;
        long sequence = BlockDescriptor.sequence(found) - 1;
        for (int left = BlockDescriptor.records(found); left > 0; left--) {
            String defect = BlockCheck.recordDefect(found, record, length);
            if (defect != null) {
                throw damage(defect);
            }
            if (RecordKind.isSequenced(ChangeDescriptor.kind(found, record))) {
                if (BlockDescriptor.timeNs(found) + ChangeDescriptor.timeDelta(found, record) > timeNs) {
                    return sequence;
                }
                sequence++;
            }
            record += ChangeDescriptor.length(found, record);
        }
        return sequence;
    }
}
