package io.tailrace.journal;

import io.tailrace.error.JournalException;

/** A cursor has come to a segment that was taken away on purpose. Its reader tells which sequence that is. */
final class RetiredSegmentException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final long oldest;
    private final int oldestSegment;

    RetiredSegmentException(int segment, Retired retired) {
        super("segment was retired: segment=" + segment + " oldest=" + retired.firstSegment() + ": start at sequence="
                + retired.firstSequence() + " or later");
        oldest = retired.firstSequence();
        oldestSegment = retired.firstSegment();
    }

    /** The segment that begins with that. */
    int oldestSegment() {
        return oldestSegment;
    }

    /** The oldest sequence that can be read. */
    long oldest() {
        return oldest;
    }
}
