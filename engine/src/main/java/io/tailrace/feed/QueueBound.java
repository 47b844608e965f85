package io.tailrace.feed;

import java.util.function.LongSupplier;

/**
 * Bounds the squashed changes that wait in all branches of a feed together: with one too many all of them are thrown
 * away. Not thread safe.
 */
final class QueueBound {
    private final long size;
    private final BranchPending[] pendings;
    private final LongSupplier position;
    private long skipped;
    /** Position of the feed when the first of all was thrown away that nobody was told of. */
    private long before;
    /** Sequence of the last change that was thrown away. */
    private long last;

    /**
     * @param size most changes that may wait
     * @param pendings of all branches
     * @param position of the feed, by what waits
     */
    QueueBound(long size, BranchPending[] pendings, LongSupplier position) {
        this.size = size;
        this.pendings = pendings;
        this.position = position;
    }

    /** To be told of every change that begins to wait, with its sequence. */
    void added(long sequence) {
        long waiting = waiting();
        if (waiting > size) {
            long held = position.getAsLong();
            before = skipped == 0 ? held : before;
            last = sequence;
            skipped += waiting;
            for (BranchPending pending : pendings) {
                if (pending.isBounded()) {
                    pending.clear();
                }
            }
            // Looked up now, whenever somebody asks: what is gone holds nothing back any more.
            long after = position.getAsLong();
            assert after >= held : "position=" + after + " before=" + held;
        }
    }

    /** Whether more than half of what may wait does. */
    boolean isHalfFull() {
        return waiting() > size / 2;
    }

    /** How many were thrown away and nobody was told of. */
    long skipped() {
        return skipped;
    }

    /** Where the feed stays until somebody is told. */
    long before() {
        return before;
    }

    /** Sequence of the last change that was thrown away, 0 before the first. */
    long last() {
        return last;
    }

    void delivered() {
        skipped = 0;
    }

    private long waiting() {
        long waiting = 0;
        for (BranchPending pending : pendings) {
            if (pending.isBounded()) {
                waiting += pending.count();
            }
        }
        return waiting;
    }
}
