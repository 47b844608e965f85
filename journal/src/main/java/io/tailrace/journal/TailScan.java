package io.tailrace.journal;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Looks at what lies after a place in a segment where the frames end or stop making sense: sound blocks mean damage,
 * anything else is what a dying writer left. Not thread safe.
 */
final class TailScan {
    static final int NONE = -1;

    private final UnsafeBuffer bytes;
    private final int length;
    private final long journalId;
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);

    TailScan(SegmentMap map, long journalId) {
        this(map.buffer(), map.length(), journalId);
    }

    TailScan(UnsafeBuffer bytes, int length, long journalId) {
        this.bytes = bytes;
        this.length = length;
        this.journalId = journalId;
    }

    /** Length of the sound block at {@code at} whose sequence is at least that, or {@link #NONE}. */
    int soundAt(long at, long sequence) {
        if (at < 0 || at + BlockDescriptor.HEADER_LENGTH > length) {
            return NONE;
        }
        block.wrap(bytes, (int) at, BlockDescriptor.HEADER_LENGTH);
        int blockLength = BlockDescriptor.length(block);
        if (BlockDescriptor.magic(block) != BlockDescriptor.MAGIC
                || BlockDescriptor.journalId(block) != journalId
                || BlockDescriptor.sequence(block) < sequence
                || blockLength < BlockDescriptor.HEADER_LENGTH
                || blockLength > Math.min(length - at, JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT)) {
            return NONE;
        }
        block.wrap(bytes, (int) at, blockLength);
        return BlockCheck.defect(block, journalId) == null ? blockLength : NONE;
    }

    /** Whether a sound block of another journal is there; no device leaves one behind. */
    boolean isForeign(long at) {
        if (at < 0 || at + BlockDescriptor.HEADER_LENGTH > length) {
            return false;
        }
        block.wrap(bytes, (int) at, BlockDescriptor.HEADER_LENGTH);
        long id = BlockDescriptor.journalId(block);
        return id != journalId && new TailScan(bytes, length, id).soundAt(at, 0) != NONE;
    }

    /** The block that {@link #soundAt} found last. */
    UnsafeBuffer block() {
        return block;
    }

    /** Position of the first sound block at or after {@code from} whose sequence is at least that, or {@link #NONE}. */
    long findSound(long from, long sequence) {
        long start = (from + BlockDescriptor.ALIGNMENT - 1) & -BlockDescriptor.ALIGNMENT;
        for (long at = start; at + BlockDescriptor.HEADER_LENGTH <= length; at += BlockDescriptor.ALIGNMENT) {
            if (bytes.getInt((int) at + BlockDescriptor.MAGIC_OFFSET) == BlockDescriptor.MAGIC
                    && soundAt(at, sequence) != NONE) {
                return at;
            }
        }
        return NONE;
    }

    /** Position after the last byte that is not zero, not before {@code from}. */
    long dirtyEnd(long from) {
        int end = length;
        while (end - Long.BYTES >= from && bytes.getLong(end - Long.BYTES) == 0) {
            end -= Long.BYTES;
        }
        while (end > from && bytes.getByte(end - 1) == 0) {
            end--;
        }
        return end;
    }
}
