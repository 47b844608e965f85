package io.tailrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Layout of the file of a cursor: a head, which says whose position it is and never changes, and two slots, which are
 * written in turn. Little endian, each as long as a page, so that writing one cannot tear another; zeros up to its end.
 *
 * <pre>
 *   head
 *   0                   4                   8                   12                  16
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | magic             | version           | crc32c            | flags             |
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | journal id                            | fingerprint of the query              |
 *   +---------+---------+-------------------+---------------------------------------+
 *   | name length       | text length       | name, text of the query ...           |
 *   +-------------------+-------------------+---------------------------------------+
 *
 *   slot
 *   0                   4                   8                   12                  16
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | magic             | version           | crc32c            | state             |
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | generation                            | that of the journal it builds on      |
 *   +---------------------------------------+---------------------------------------+
 *   | sequence                              | end of the stretch                    |
 *   +---------------------------------------+-------------------+-------------------+
 *   | epoch                                 | events of it      | zero              |
 *   +---------------------------------------+-------------------+-------------------+
 * </pre>
 *
 * Each checksum covers all of its part but itself and what is before it, of a head up to the end of its text. The
 * fingerprint is zero where any query may take the cursor.
 */
final class CursorDescriptor {
    static final int PAGE_LENGTH = 4_096;
    static final int SLOTS = 2;
    static final int FILE_LENGTH = (1 + SLOTS) * PAGE_LENGTH;

    /** Reads "TRCU" in a hex dump. */
    static final int MAGIC = 0x55435254;

    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int CRC_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int FLAGS_OFFSET = CRC_OFFSET + Integer.BYTES;
    static final int JOURNAL_ID_OFFSET = FLAGS_OFFSET + Integer.BYTES;
    static final int FINGERPRINT_OFFSET = JOURNAL_ID_OFFSET + Long.BYTES;
    static final int NAME_LENGTH_OFFSET = FINGERPRINT_OFFSET + Long.BYTES;
    static final int TEXT_LENGTH_OFFSET = NAME_LENGTH_OFFSET + Integer.BYTES;
    static final int NAME_OFFSET = TEXT_LENGTH_OFFSET + Integer.BYTES;
    /** Longer texts are cut: they are shown to people, and the fingerprint is of the whole. */
    static final int LONGEST_TEXT = 2_048;

    static final int FLAG_HOLDING = 1;

    static final int STATE_OFFSET = FLAGS_OFFSET;
    static final int GENERATION_OFFSET = STATE_OFFSET + Integer.BYTES;
    static final int BASE_OFFSET = GENERATION_OFFSET + Long.BYTES;
    static final int SEQUENCE_OFFSET = BASE_OFFSET + Long.BYTES;
    static final int END_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int EPOCH_OFFSET = END_OFFSET + Long.BYTES;
    static final int ORDINAL_OFFSET = EPOCH_OFFSET + Long.BYTES;
    static final int SLOT_LENGTH = ORDINAL_OFFSET + 2 * Integer.BYTES;

    /** Initial values are shown: the next feed begins anew. */
    static final int STATE_INITIAL = 1;
    /** The position counts. */
    static final int STATE_BEGUN = 2;

    private CursorDescriptor() {}

    /** Fills a head. */
    static void putHead(ByteBuffer head, long journalId, long fingerprint, int flags, byte[] name, byte[] text) {
        head.order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(MAGIC_OFFSET, MAGIC)
                .putInt(VERSION_OFFSET, VERSION)
                .putInt(FLAGS_OFFSET, flags)
                .putLong(JOURNAL_ID_OFFSET, journalId)
                .putLong(FINGERPRINT_OFFSET, fingerprint)
                .putInt(NAME_LENGTH_OFFSET, name.length)
                .putInt(TEXT_LENGTH_OFFSET, text.length)
                .put(NAME_OFFSET, name)
                .put(NAME_OFFSET + name.length, text)
                .putInt(CRC_OFFSET, crc(head, NAME_OFFSET + name.length + text.length));
    }

    /** What is wrong with a head, or null. */
    static String headDefect(ByteBuffer head, long journalId) {
        String defect = defect(head, "head");
        if (defect != null) {
            return defect;
        }
        int name = head.getInt(NAME_LENGTH_OFFSET);
        int text = head.getInt(TEXT_LENGTH_OFFSET);
        if (name < 1 || name > Cursors.LONGEST_NAME || text < 0 || text > LONGEST_TEXT) {
            return "head is impossible: name=" + name + " text=" + text;
        }
        if (head.getInt(CRC_OFFSET) != crc(head, NAME_OFFSET + name + text)) {
            return "head checksum differs";
        }
        return head.getLong(JOURNAL_ID_OFFSET) == journalId
                ? null
                : "it belongs to another journal: id=" + head.getLong(JOURNAL_ID_OFFSET);
    }

    /** What is wrong with a slot, or null. */
    static String slotDefect(ByteBuffer slot) {
        String defect = defect(slot, "slot");
        if (defect != null) {
            return defect;
        }
        if (slot.getInt(CRC_OFFSET) != crc(slot, SLOT_LENGTH)) {
            return "slot checksum differs";
        }
        int state = slot.getInt(STATE_OFFSET);
        long sequence = slot.getLong(SEQUENCE_OFFSET);
        boolean possible = (state == STATE_INITIAL || state == STATE_BEGUN)
                && slot.getLong(GENERATION_OFFSET) > 0
                && sequence >= 0
                && slot.getLong(END_OFFSET) >= sequence
                && slot.getInt(ORDINAL_OFFSET) >= 0;
        return possible ? null : "slot is impossible: state=" + state + " sequence=" + sequence;
    }

    private static String defect(ByteBuffer part, String what) {
        if (part.remaining() < PAGE_LENGTH) {
            return what + " is cut off: length=" + part.remaining();
        }
        if (part.getInt(MAGIC_OFFSET) != MAGIC) {
            return what + " has no magic";
        }
        int version = part.getInt(VERSION_OFFSET);
        return version == VERSION ? null : what + " has another format: version=" + version + " supported=" + VERSION;
    }

    private static int crc(ByteBuffer part, int end) {
        CRC32C crc = new CRC32C();
        crc.update(part.duplicate().position(FLAGS_OFFSET).limit(end));
        return (int) crc.getValue();
    }
}
