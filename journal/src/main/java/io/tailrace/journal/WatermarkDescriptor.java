package io.tailrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Layout of one slot of the watermark file. Little endian, zeros up to its end.
 *
 * <pre>
 *   0                   4                   8                   12                  16
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | magic             | version           | crc32c            | segment           |
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | journal id                            | generation                            |
 *   +---------------------------------------+---------------------------------------+
 *   | offset                                | sequence                              |
 *   +---------------------------------------+---------------------------------------+
 *   | time floor ns                         | zeros, 4,040 bytes ...                |
 * </pre>
 *
 * The checksum covers the whole slot but itself. A slot is as long as a page, so that writing one cannot tear the
 * other.
 */
final class WatermarkDescriptor {
    static final int SLOT_LENGTH = 4_096;
    static final int SLOTS = 2;
    static final int FILE_LENGTH = SLOTS * SLOT_LENGTH;

    /** Reads "TRWM" in a hex dump. */
    static final int MAGIC = 0x4D575254;

    static final int VERSION = 2;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int CRC_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int SEGMENT_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int JOURNAL_ID_OFFSET = SEGMENT_OFFSET + Integer.BYTES;
    static final int GENERATION_OFFSET = JOURNAL_ID_OFFSET + Long.BYTES;
    static final int OFFSET_OFFSET = GENERATION_OFFSET + Long.BYTES;
    static final int SEQUENCE_OFFSET = OFFSET_OFFSET + Long.BYTES;
    static final int FLOOR_OFFSET = SEQUENCE_OFFSET + Long.BYTES;

    private WatermarkDescriptor() {}

    /** Fills a slot. */
    static void put(
            ByteBuffer slot, long journalId, long generation, int segment, long offset, long sequence, long floorNs) {
        slot.order(ByteOrder.LITTLE_ENDIAN);
        slot.putInt(MAGIC_OFFSET, MAGIC)
                .putInt(VERSION_OFFSET, VERSION)
                .putInt(SEGMENT_OFFSET, segment)
                .putLong(JOURNAL_ID_OFFSET, journalId)
                .putLong(GENERATION_OFFSET, generation)
                .putLong(OFFSET_OFFSET, offset)
                .putLong(SEQUENCE_OFFSET, sequence)
                .putLong(FLOOR_OFFSET, floorNs)
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
        boolean possible = slot.getInt(SEGMENT_OFFSET) >= 1
                && slot.getLong(OFFSET_OFFSET) >= 0
                && slot.getLong(SEQUENCE_OFFSET) >= 0
                && slot.getLong(GENERATION_OFFSET) >= 1;
        return possible ? null : "slot is impossible: segment=" + slot.getInt(SEGMENT_OFFSET);
    }

    /** The time floor of a slot without a defect. */
    static long floorNs(ByteBuffer slot) {
        return slot.getLong(FLOOR_OFFSET);
    }

    static int crc(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().position(0).limit(CRC_OFFSET));
        crc.update(slot.duplicate().position(SEGMENT_OFFSET).limit(SLOT_LENGTH));
        return (int) crc.getValue();
    }
}
