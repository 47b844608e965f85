package io.tailrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Layout of one slot of the file that says what is retired. Little endian, zeros up to its end.
 *
 * <pre>
 *   0                   4                   8                   12                  16
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | magic             | version           | crc32c            | first segment     |
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | journal id                            | first sequence                        |
 *   +---------------------------------------+---------------------------------------+
 *   | zeros, 4,064 bytes ...                                                        |
 * </pre>
 *
 * The checksum covers the whole slot but itself. A slot is as long as a page, so that writing one cannot tear the
 * other.
 */
final class RetiredDescriptor {
    static final int SLOT_LENGTH = 4_096;
    static final int SLOTS = 2;
    static final int FILE_LENGTH = SLOTS * SLOT_LENGTH;

    /** Reads "TRRT" in a hex dump. */
    static final int MAGIC = 0x54525254;

    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int CRC_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int SEGMENT_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int JOURNAL_ID_OFFSET = SEGMENT_OFFSET + Integer.BYTES;
    static final int SEQUENCE_OFFSET = JOURNAL_ID_OFFSET + Long.BYTES;

    private RetiredDescriptor() {}

    /** Fills a slot. */
    static void put(ByteBuffer slot, long journalId, Retired retired) {
        slot.order(ByteOrder.LITTLE_ENDIAN);
        slot.putInt(MAGIC_OFFSET, MAGIC)
                .putInt(VERSION_OFFSET, VERSION)
                .putInt(SEGMENT_OFFSET, retired.firstSegment())
                .putLong(JOURNAL_ID_OFFSET, journalId)
                .putLong(SEQUENCE_OFFSET, retired.firstSequence())
                .putInt(CRC_OFFSET, crc(slot));
    }

    /** What is wrong with a slot, or null. */
    static String defect(ByteBuffer slot, long journalId) {
        if (slot.remaining() < SLOT_LENGTH) {
            return "slot is cut off: length=" + slot.remaining();
        }
        if (slot.getInt(MAGIC_OFFSET) != MAGIC) {
            return "slot has no magic";
        }
        if (slot.getInt(CRC_OFFSET) != crc(slot)) {
            return "slot checksum differs";
        }
        if (slot.getInt(VERSION_OFFSET) != VERSION) {
            return "slot has another format: version=" + slot.getInt(VERSION_OFFSET) + " supported=" + VERSION;
        }
        if (slot.getLong(JOURNAL_ID_OFFSET) != journalId) {
            return "slot belongs to another journal: id=" + slot.getLong(JOURNAL_ID_OFFSET);
        }
        boolean possible = slot.getInt(SEGMENT_OFFSET) > 1 && slot.getLong(SEQUENCE_OFFSET) >= 1;
        return possible
                ? null
                : "slot is impossible: segment=" + slot.getInt(SEGMENT_OFFSET) + " sequence="
                        + slot.getLong(SEQUENCE_OFFSET);
    }

    /** What a slot without a defect says. */
    static Retired retired(ByteBuffer slot) {
        return new Retired(slot.getInt(SEGMENT_OFFSET), slot.getLong(SEQUENCE_OFFSET));
    }

    private static int crc(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().position(0).limit(CRC_OFFSET));
        crc.update(slot.duplicate().position(SEGMENT_OFFSET).limit(SLOT_LENGTH));
        return (int) crc.getValue();
    }
}
