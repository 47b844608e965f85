package io.tailrace.journal;

/** What is needed to read blocks: the segments there are and cursors over them. Any thread. */
interface BlockSource {
    /** Number of the oldest segment that is not retired, or 0 when there is none. */
    int firstSegment();

    /** Number of the newest segment, or 0 when there is none. */
    int lastSegment();

    /** Number of the segment that this process writes, or 0 where it does not: looks at nothing but memory. */
    int newest();

    /** First segment whose blocks this process has looked at when it recovered, or has written since. */
    int checkedFrom();

    /** The first segment up to that one which is neither there nor retired, 0 when all are. */
    int missing(int last);

    /** What is known to be retired. */
    default Retired retired() {
        return Retired.NOTHING;
    }

    /** What is retired, also where another process has done so since the last look. */
    default Retired lookWhatIsRetired() {
        return retired();
    }

    /** A new cursor, standing before the first block of the oldest segment. */
    BlockCursor cursor();

    /** Bytes that the segments take. */
    long bytes();

    /** What a person would look for: the file or the name of a segment. */
    String name(int segment);
}
