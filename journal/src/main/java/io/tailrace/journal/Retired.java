package io.tailrace.journal;

/**
 * How much of the begin of a journal was taken away on purpose: all segments before one, with all changes before its
 * first.
 *
 * @param firstSegment the oldest one that is kept, 1 where nothing is retired
 * @param firstSequence with which that one begins
 */
record Retired(int firstSegment, long firstSequence) {
    static final Retired NOTHING = new Retired(1, 1);

    /** Whether a segment was taken away, or is about to be. */
    boolean includes(int segment) {
        return segment < firstSegment;
    }

    /** How many there were. */
    int segments() {
        return firstSegment - 1;
    }
}
