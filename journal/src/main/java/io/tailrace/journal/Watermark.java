package io.tailrace.journal;

/**
 * How far a journal is known to be on its device: all of every segment before {@code segment}, the first {@code offset}
 * bytes of that one, all changes up to {@code sequence}, and all marks of time up to {@code floorNs}.
 *
 * <p>With an offset of 0 nothing of the segment is, which need not exist then. The sequence is at most that of the last
 * change before the offset: the writer may have gone on between the two looks; so is the time. A segment that a
 * recovery has rewritten may hold the same blocks at other offsets, and the watermark is written after it: what is at
 * or below it by sequence, or by time where it has no sequence, is below it wherever it lies.
 *
 * @param state whether there is one
 * @param segment 1 or more where it is there, otherwise 0
 * @param offset end of the forced bytes in that segment
 * @param sequence last sequence forced, 0 when none is
 * @param floorNs time that no later change is before, {@link Long#MIN_VALUE} when none is known
 * @param defect what is wrong with the file, one slot or both, or null
 */
record Watermark(State state, int segment, long offset, long sequence, long floorNs, String defect) {
    /** What a directory says. */
    enum State {
        /** A slot is sound: the newest one counts. */
        PRESENT,
        /** There is no file. */
        ABSENT,
        /** There is a file, of which no slot can be believed. */
        BAD
    }

    static final Watermark ABSENT = new Watermark(State.ABSENT, 0, 0, 0, Long.MIN_VALUE, null);

    static Watermark bad(String defect) {
        return new Watermark(State.BAD, 0, 0, 0, Long.MIN_VALUE, defect);
    }

    boolean isPresent() {
        return state == State.PRESENT;
    }

    /** Newest segment that must be there, 0 when none must. */
    int newestSegment() {
        return Math.max(0, offset > 0 ? segment : segment - 1);
    }

    /** Whether a journal that ends there lacks something that was forced. */
    boolean isBeyond(long lastSequence, long lastFloorNs) {
        return isPresent() && (lastSequence < sequence || lastFloorNs < floorNs);
    }

    /** In words, what is wrong with a journal that ends there. */
    String missing(long lastSequence, long lastFloorNs) {
        return "the journal ends before what was forced:"
                + (lastSequence < sequence ? " sequence=" + lastSequence + " forced=" + sequence : "")
                + (lastFloorNs < floorNs ? " time=" + lastFloorNs + " forced=" + floorNs : "")
                + " segment=" + segment + " position=" + offset;
    }
}
