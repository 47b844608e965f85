package io.tailrace.feed;

/**
 * Bounds the squashed changes that wait in all branches of a feed together: with one too many all of them are thrown
 * away. Not thread safe.
 */
final class QueueBound {
    private final long size;
    private final BranchPending[] pendings;
    private long skipped;
    /** First sequence of all that were thrown away and nobody was told of. */
    private long firstSkipped;

    QueueBound(long size, BranchPending[] pendings) {
        this.size = size;
        this.pendings = pendings;
    }

    /** To be told of every change that begins to wait. */
    void added() {
        long waiting = waiting();
        if (waiting > size) {
            if (skipped == 0) {
                firstSkipped = leastSequence();
            }
            skipped += waiting;
            for (BranchPending pending : pendings) {
                if (pending.isBounded()) {
                    pending.clear();
                }
            }
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

    /** Sequence before all that were thrown away and nobody was told of. */
    long before() {
        return firstSkipped - 1;
    }

    void delivered() {
        skipped = 0;
    }

    private long leastSequence() {
        long least = Long.MAX_VALUE;
        for (BranchPending pending : pendings) {
            if (pending.isBounded() && pending.count() > 0) {
                least = Math.min(least, pending.leastSequence());
            }
        }
        return least;
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
