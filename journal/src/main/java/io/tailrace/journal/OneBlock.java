package io.tailrace.journal;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gives the one block that it was last given, once. For a reader of blocks that somebody else finds. Not thread safe.
 */
final class OneBlock implements BlockCursor {
    private final UnsafeBuffer given = new UnsafeBuffer(0, 0);
    private boolean there;
    private int segment;
    private long position;

    void give(UnsafeBuffer block, int ofSegment, long at) {
        given.wrap(block);
        segment = ofSegment;
        position = at;
        there = true;
    }

    @Override
    public boolean next(UnsafeBuffer block) {
        if (!there) {
            return false;
        }
        there = false;
        block.wrap(given);
        return true;
    }

    @Override
    public void seek(int toSegment, long toPosition) {
        there = false;
    }

    @Override
    public int segment() {
        return segment;
    }

    @Override
    public long position() {
        return position;
    }
}
