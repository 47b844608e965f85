package io.tailrace.journal;

import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * What the header of a snapshot says.
 *
 * @param segment that holds the block of its sequence
 * @param journalId of the journal whose state it is
 * @param sequence last change that it shows, at the end of a block
 * @param epoch of that block
 * @param blockSequence first sequence of that block
 * @param blockCrc checksum of that block: with it the history up to there is known again
 * @param floorNs time that no later change is before
 * @param catalogueAt where the pages of the catalogue begin
 * @param cataloguePage number of the first of them
 * @param pages how many there are in all
 * @param documents records of documents
 * @param changes records of changes
 * @param fileLength bytes of the whole file
 */
record SnapshotHeader(
        int segment,
        long journalId,
        long sequence,
        long epoch,
        long blockSequence,
        int blockCrc,
        long floorNs,
        long catalogueAt,
        long cataloguePage,
        long pages,
        long documents,
        long changes,
        long fileLength) {

    /** The same for users. */
    Snapshot snapshot(Path file) {
        return new Snapshot(file, sequence, floorNs, documents, changes, fileLength);
    }

    /** Whether that is the block which its sequence ends. */
    boolean isMadeAt(int ofSegment, DirectBuffer block) {
        return ofSegment == segment
                && BlockDescriptor.crc(block) == blockCrc
                && BlockDescriptor.epoch(block) == epoch
                && BlockDescriptor.sequence(block) == blockSequence
                && BlockDescriptor.sequence(block) + BlockDescriptor.changes(block) - 1 == sequence;
    }

    /** Where the footer begins. */
    long footerAt() {
        return fileLength - SnapshotDescriptor.FOOTER_LENGTH;
    }

    /** What can not be, or null. */
    String defect() {
        boolean possible = segment >= 1
                && blockSequence >= 1
                && sequence >= blockSequence
                && catalogueAt >= SnapshotDescriptor.HEADER_LENGTH
                && footerAt() >= catalogueAt
                && cataloguePage >= 0
                && pages >= cataloguePage
                && documents >= 0
                && changes >= 0;
        return possible ? null : "header is impossible: " + this;
    }
}
