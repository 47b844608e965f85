package io.tailrace.feed;

/**
 * Layout of the fixed part of a pending change. Keys and images lie in a block of the arena.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                         Hash of the key                       |
 *  +---------------------------------------------------------------+
 *  |                  Previous entry in touch order                |
 *  +---------------------------------------------------------------+
 *  |         Next entry in touch order, or next free entry         |
 *  +---------------------------------------------------------------+
 *  |                          Key length                           |
 *  +---------------------------------------------------------------+
 *  |                       First sequence (64)                     |
 *  +---------------------------------------------------------------+
 *  |                        Last sequence (64)                     |
 *  +---------------------------------------------------------------+
 *  |                          Last time (64)                       |
 *  +---------------------------------------------------------------+
 *  |                   Offset of the block in the arena            |
 *  +---------------------------------------------------------------+
 *  |                     Size class of the block                   |
 *  +---------------------------------------------------------------+
 *  |             Length of the first old image, -1 for none        |
 *  +---------------------------------------------------------------+
 *  |             Length of the last new image, -1 for none         |
 *  +---------------------------------------------------------------+
 *  |S|            Which of the copies of the document              |
 *  +---------------------------------------------------------------+
 *  |      Changes from the last to the end of its transaction      |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>S: whether it stands for a change in the {@link Tally} of the feed. A block is the key, the old image and the new
 * image, each padded to 8 bytes, and slack up to the size class.
 */
final class PendingEntry {
    static final int HASH = 0;
    static final int PREVIOUS = HASH + Integer.BYTES;
    static final int NEXT = PREVIOUS + Integer.BYTES;
    static final int KEY_LENGTH = NEXT + Integer.BYTES;
    static final int FIRST_SEQUENCE = KEY_LENGTH + Integer.BYTES;
    static final int LAST_SEQUENCE = FIRST_SEQUENCE + Long.BYTES;
    static final int LAST_TIME = LAST_SEQUENCE + Long.BYTES;
    static final int BLOCK = LAST_TIME + Long.BYTES;
    static final int SIZE_CLASS = BLOCK + Integer.BYTES;
    static final int OLD_LENGTH = SIZE_CLASS + Integer.BYTES;
    static final int NEW_LENGTH = OLD_LENGTH + Integer.BYTES;
    static final int COPY = NEW_LENGTH + Integer.BYTES;
    static final int TO_END = COPY + Integer.BYTES;
    /** A line of the cache. */
    static final int LENGTH = TO_END + Integer.BYTES;

    /** S, in the number of the copy. */
    static final int STANDS = Integer.MIN_VALUE;

    /** No entry, and no image where a length is asked for. */
    static final int NONE = -1;

    private PendingEntry() {}

    static int aligned(int length) {
        return length == NONE ? 0 : (length + 7) & -8;
    }
}
