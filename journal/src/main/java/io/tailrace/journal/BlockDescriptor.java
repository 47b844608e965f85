package io.tailrace.journal;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.checksum.Crc32c;

/**
 * Layout of a block, the unit of commit: a header and records after it, all 8-byte aligned, little endian.
 *
 * <pre>
 *   0        4        8    10   12       16        20        24
 *   | crc32c | magic  | ver|flags| length | changes | records | first sequence (8)
 *   32                40                48        52         56               64                      72
 *   | time ns (8)     | epoch (8)       | segment | reserved | journal id (8) | external position (8) | records ... |
 * </pre>
 *
 * The checksum covers everything after itself. {@code length} counts the header. The changes of a block carry the
 * sequences {@code first sequence, first sequence + 1, ...}; a block without changes names the sequence that comes
 * next. {@code time} is that of the first change. The external position is kept for an engine that is fed by a log
 * which counts otherwise: how far that was taken in. It is zero.
 */
final class BlockDescriptor {
    /** Reads "TRBK" in a hex dump. */
    static final int MAGIC = 0x4B425254;

    static final int VERSION = 2;

    static final int CRC_OFFSET = 0;
    static final int MAGIC_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int FLAGS_OFFSET = VERSION_OFFSET + Short.BYTES;
    static final int LENGTH_OFFSET = FLAGS_OFFSET + Short.BYTES;
    static final int CHANGES_OFFSET = LENGTH_OFFSET + Integer.BYTES;
    static final int RECORDS_OFFSET = CHANGES_OFFSET + Integer.BYTES;
    static final int SEQUENCE_OFFSET = RECORDS_OFFSET + Integer.BYTES;
    static final int TIME_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int EPOCH_OFFSET = TIME_OFFSET + Long.BYTES;
    static final int SEGMENT_OFFSET = EPOCH_OFFSET + Long.BYTES;
    static final int RESERVED_OFFSET = SEGMENT_OFFSET + Integer.BYTES;
    static final int JOURNAL_ID_OFFSET = RESERVED_OFFSET + Integer.BYTES;
    static final int EXTERNAL_POSITION_OFFSET = JOURNAL_ID_OFFSET + Long.BYTES;
    static final int HEADER_LENGTH = EXTERNAL_POSITION_OFFSET + Long.BYTES;

    /** All changes of the block are one transaction. */
    static final int FLAG_TRANSACTION = 1;
    /** Part of the whole catalogue with which a segment begins. */
    static final int FLAG_CATALOGUE = 2;
    /** First block of a segment. */
    static final int FLAG_SEGMENT_START = 4;

    /** Last part of that catalogue. */
    static final int FLAG_CATALOGUE_END = 8;

    static final int KNOWN_FLAGS = FLAG_TRANSACTION | FLAG_CATALOGUE | FLAG_SEGMENT_START | FLAG_CATALOGUE_END;
    static final int ALIGNMENT = 8;

    private BlockDescriptor() {}

    static int align(int length) {
        return (length + (ALIGNMENT - 1)) & -ALIGNMENT;
    }

    static int crc(DirectBuffer block) {
        return block.getInt(CRC_OFFSET);
    }

    static int magic(DirectBuffer block) {
        return block.getInt(MAGIC_OFFSET);
    }

    static int version(DirectBuffer block) {
        return block.getShort(VERSION_OFFSET) & 0xFFFF;
    }

    static int flags(DirectBuffer block) {
        return block.getShort(FLAGS_OFFSET) & 0xFFFF;
    }

    static int length(DirectBuffer block) {
        return block.getInt(LENGTH_OFFSET);
    }

    static int changes(DirectBuffer block) {
        return block.getInt(CHANGES_OFFSET);
    }

    static int records(DirectBuffer block) {
        return block.getInt(RECORDS_OFFSET);
    }

    static long sequence(DirectBuffer block) {
        return block.getLong(SEQUENCE_OFFSET);
    }

    static long timeNs(DirectBuffer block) {
        return block.getLong(TIME_OFFSET);
    }

    static long epoch(DirectBuffer block) {
        return block.getLong(EPOCH_OFFSET);
    }

    static int segment(DirectBuffer block) {
        return block.getInt(SEGMENT_OFFSET);
    }

    static long journalId(DirectBuffer block) {
        return block.getLong(JOURNAL_ID_OFFSET);
    }

    /** Checksum of the block's bytes after the checksum field; the buffer must be off-heap. */
    static int computeCrc(DirectBuffer block, int length) {
        assert block.byteArray() == null : "checksums are computed by address";
        return Crc32c.INSTANCE.compute(block.addressOffset(), MAGIC_OFFSET, length - MAGIC_OFFSET);
    }

    /** Writes the fixed part; the checksum comes last, with {@link #seal}. */
    static void header(MutableDirectBuffer block, int segment, long epoch, long journalId, long sequence) {
        block.putInt(MAGIC_OFFSET, MAGIC);
        block.putShort(VERSION_OFFSET, (short) VERSION);
        block.putLong(SEQUENCE_OFFSET, sequence);
        block.putLong(EPOCH_OFFSET, epoch);
        block.putInt(SEGMENT_OFFSET, segment);
        block.putInt(RESERVED_OFFSET, 0);
        block.putLong(JOURNAL_ID_OFFSET, journalId);
        block.putLong(EXTERNAL_POSITION_OFFSET, 0);
    }

    /** Writes what is known at the end, and the checksum over it all. */
    static void seal(MutableDirectBuffer block, int flags, int length, int changes, int records, long timeNs) {
        block.putShort(FLAGS_OFFSET, (short) flags);
        block.putInt(LENGTH_OFFSET, length);
        block.putInt(CHANGES_OFFSET, changes);
        block.putInt(RECORDS_OFFSET, records);
        block.putLong(TIME_OFFSET, timeNs);
        block.putInt(CRC_OFFSET, computeCrc(block, length));
    }
}
