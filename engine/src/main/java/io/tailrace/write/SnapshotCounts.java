package io.tailrace.write;

import java.util.concurrent.atomic.AtomicLong;

/** How many snapshots were taken. Any thread. */
final class SnapshotCounts {
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile long lastSequence;

    void taken(long sequence) {
        lastSequence = sequence;
        taken.incrementAndGet();
    }

    void failed() {
        failed.incrementAndGet();
    }

    long taken() {
        return taken.get();
    }

    long failures() {
        return failed.get();
    }

    /** Sequence of the last one, 0 before the first. */
    long lastSequence() {
        return lastSequence;
    }
}
