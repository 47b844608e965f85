package io.tailrace.journal;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Steps over published blocks, across segments. Not thread safe. Only the framing has been looked at: the caller checks
 * the block itself. Allocates nothing but at a change of segment and, beside another process, when it looks for one.
 */
interface BlockCursor extends AutoCloseable {
    /** Position of the first block of a segment, wherever that is. */
    long START = 0;

    /**
     * Wraps the next block.
     *
     * @param block where to; valid until the next call
     * @return false when nothing more is published now
     */
    boolean next(UnsafeBuffer block);

    /**
     * More is published than this cursor has come to: it looks at once for what it otherwise looks for now and then.
     */
    default void look() {}

    /** The next block given will be the one at {@code position} of {@code segment}. */
    void seek(int segment, long position);

    /** Nobody asks for more: what is held for it goes in time. A second call does nothing. */
    @Override
    default void close() {}

    /** Segment of the block last given. */
    int segment();

    /** Position of the block last given, in its segment. */
    long position();
}
