package io.tailrace;

import io.tailrace.journal.Snapshot;

/**
 * What {@link Tailrace#compact()} has done.
 *
 * @param snapshot that was taken
 * @param segments how many files of the journal were taken away
 * @param bytes how long they were
 * @param oldestSequence the oldest one that can be read now
 */
public record Compaction(Snapshot snapshot, int segments, long bytes, long oldestSequence) {}
