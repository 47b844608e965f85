package io.tailrace.bench.months;

import io.tailrace.RetentionPolicy;
import io.tailrace.TailraceConfig;
import io.tailrace.document.DocumentLimits;
import io.tailrace.write.SnapshotPolicy;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is written, and how much of it is kept.
 *
 * @param bytes of journal in the end, at least eight times what is kept where anything is to be judged
 * @param keptBytes of segments that retention leaves
 * @param documents that are live all the time
 * @param seed of the writes
 * @param leak what is to be found out
 */
record MonthsPlan(long bytes, long keptBytes, int documents, long seed, Leak leak) {
    private static final int SEGMENTS_KEPT = 8;
    private static final long LEAST_SEGMENT = 1 << 20;
    private static final long LARGEST_SEGMENT = 256 << 20;
    private static final int LARGEST_OF_SEGMENT = 16;
    private static final int SNAPSHOTS_KEPT = 2;
    /** What a document takes in a snapshot and in the index, at most. */
    private static final long DOCUMENT_BYTES = 512;
    /**
     * What is written while who takes snapshots and retires segments waits for a processor, some tenths of a second.
     */
    private static final long LATE_BYTES = 16 << 20;

    /** What a run may be made to keep that it should not. */
    enum Leak {
        /** Nothing. */
        NONE,
        /** Every segment. */
        RETENTION_OFF,
        /** A feed where nobody polls it, and another one at each sample. */
        READERS
    }

    int segmentBytes() {
        return (int) Math.max(LEAST_SEGMENT, Math.min(LARGEST_SEGMENT, keptBytes / SEGMENTS_KEPT));
    }

    /** From one snapshot to the next. */
    long snapshotBytes() {
        return Math.max(1 << 20, keptBytes / 2);
    }

    /** How long cursors are waited for that ask for it. */
    long waitingBytes() {
        return keptBytes + keptBytes / 2;
    }

    /**
     * What all files may take at any time: those who are waited for; what is written from one snapshot to the next but
     * one, late by half; the segment that is written, the next one, and one that goes; the snapshots with the one that
     * is written.
     */
    long mostBytes() {
        return waitingBytes()
                + 3 * snapshotBytes()
                + 3L * segmentBytes()
                + (SNAPSHOTS_KEPT + 1L) * documents * DOCUMENT_BYTES
                + LATE_BYTES;
    }

    /**
     * Of those that are gone: a segment for each of the few who stand where retention comes by, and what goes at once
     * while a process beside has no reason to look.
     */
    long mostHeldBytes() {
        return 5L * segmentBytes() + 2 * snapshotBytes() + LATE_BYTES;
    }

    /** What may come and go of it without growing: files do with each snapshot. */
    long more(Sample.Kind kind) {
        return kind == Sample.Kind.SPACE ? snapshotBytes() : kind.more;
    }

    TailraceConfig config(Path directory) {
        DocumentLimits limits = new DocumentLimits();
        int largest = Math.min(limits.documentBytes(), segmentBytes() / LARGEST_OF_SEGMENT);
        RetentionPolicy retention = leak == Leak.RETENTION_OFF
                ? RetentionPolicy.keepAll()
                : RetentionPolicy.keepAll().bytes(keptBytes).waitingBytes(waitingBytes());
        return new TailraceConfig()
                .directory(directory)
                .segmentBytes(segmentBytes())
                .reserveStepBytes(Math.min(4 << 20, segmentBytes()))
                .limits(limits.documentBytes(largest))
                .snapshots(SnapshotPolicy.onDemand().everyBytes(snapshotBytes()).keep(SNAPSHOTS_KEPT))
                .retention(retention)
                .backPressureTimeout(Duration.ofMinutes(1));
    }
}
