package io.tailrace.journal;

import io.tailrace.document.OldImage;
import org.agrona.DirectBuffer;

/** Says what is wrong with a block. Stateless; allocates only when something is. */
final class BlockCheck {
    private BlockCheck() {}

    /**
     * Checks a block by itself.
     *
     * @param block what the framing says is one block; off-heap
     * @return null when it is sound, else what is wrong
     */
    static String defect(DirectBuffer block, long journalId) {
        String defect = frame(block);
        if (defect != null) {
            return defect;
        }
        int crc = BlockDescriptor.computeCrc(block, BlockDescriptor.length(block));
        if (crc != BlockDescriptor.crc(block)) {
            return "block checksum differs: stored=0x" + Integer.toHexString(BlockDescriptor.crc(block))
                    + " computed=0x" + Integer.toHexString(crc);
        }
        return content(block, journalId);
    }

    /**
     * The same of a block whose checksum this process has computed or compared already.
     *
     * @param block as for {@link #defect}
     * @return null when it is sound, else what is wrong
     */
    static String defectButChecksum(DirectBuffer block, long journalId) {
        String defect = frame(block);
        return defect != null ? defect : content(block, journalId);
    }

    private static String frame(DirectBuffer block) {
        int available = block.capacity();
        if (available < BlockDescriptor.HEADER_LENGTH) {
            return "block is shorter than its header: length=" + available;
        }
        if (BlockDescriptor.magic(block) != BlockDescriptor.MAGIC) {
            return "block has no magic: found=0x" + Integer.toHexString(BlockDescriptor.magic(block));
        }
        if (BlockDescriptor.version(block) != BlockDescriptor.VERSION) {
            return "block has an unknown version: version=" + BlockDescriptor.version(block);
        }
        int length = BlockDescriptor.length(block);
        if (length != available) {
            return "block length differs from its frame: block=" + length + " frame=" + available;
        }
        return null;
    }

    private static String content(DirectBuffer block, long journalId) {
        if (BlockDescriptor.journalId(block) != journalId) {
            return "block belongs to another journal: id=" + Long.toHexString(BlockDescriptor.journalId(block));
        }
        if ((BlockDescriptor.flags(block) & ~BlockDescriptor.KNOWN_FLAGS) != 0) {
            return "block has unknown flags: flags=0x" + Integer.toHexString(BlockDescriptor.flags(block));
        }
        int changes = BlockDescriptor.changes(block);
        int records = BlockDescriptor.records(block);
        if (changes < 0 || records < changes || BlockDescriptor.sequence(block) < 1) {
            return "block counts are impossible: changes=" + changes + " records=" + records + " sequence="
                    + BlockDescriptor.sequence(block);
        }
        return null;
    }

    /**
     * Checks that a sound block is the one that must come now.
     *
     * @param expected sequence that must come next, or 0 when any may
     * @param epoch epoch of the block before, or 0
     * @return null when it fits, else what is wrong
     */
    static String misfit(DirectBuffer block, int segment, long expected, long epoch) {
        if (expected != 0 && BlockDescriptor.sequence(block) != expected) {
            return "sequence is not contiguous: expected=" + expected + " found=" + BlockDescriptor.sequence(block);
        }
        if (BlockDescriptor.segment(block) != segment) {
            return "block belongs to another segment: found=" + BlockDescriptor.segment(block) + " here=" + segment;
        }
        if (BlockDescriptor.epoch(block) < epoch) {
            return "epoch goes back: before=" + epoch + " found=" + BlockDescriptor.epoch(block);
        }
        return null;
    }

    /**
     * Checks one record of a sound block.
     *
     * @return null when it lies within the block and its parts within it
     */
    static String recordDefect(DirectBuffer block, int record, int blockLength) {
        int room = blockLength - record;
        int length = room < ChangeDescriptor.PREFIX_LENGTH ? -1 : ChangeDescriptor.length(block, record);
        if (length < ChangeDescriptor.PREFIX_LENGTH || length > room || (length & 7) != 0) {
            return "record length is impossible: length=" + length + " room=" + room;
        }
        int kind = ChangeDescriptor.kind(block, record);
        if (kind == RecordKind.TIME && length != CatalogueDescriptor.TIME_LENGTH) {
            return "record of a time has another length: length=" + length;
        }
        if (RecordKind.isCatalogue(kind)) {
            return null;
        }
        if (!RecordKind.isSequenced(kind) || length < ChangeDescriptor.HEADER_LENGTH) {
            return "record kind is unknown, maybe of a newer version, or too short: kind=" + kind + " length=" + length;
        }
        int flags = ChangeDescriptor.flags(block, record);
        long keyLength = ChangeDescriptor.keyLength(block, record);
        long oldLength = ChangeDescriptor.oldLength(block, record);
        long newLength = ChangeDescriptor.newLength(block, record);
        boolean sane = ChangeDescriptor.isSane(flags)
                && (keyLength | oldLength | newLength) >= 0
                && aligned(keyLength) + aligned(oldLength) + aligned(newLength)
                        == length - ChangeDescriptor.HEADER_LENGTH
                && (kind == RecordKind.CHANGE || isEvent(kind, flags, keyLength, oldLength | newLength));
        if (sane && ChangeDescriptor.isDelta(flags) && !isDelta(block, record)) {
            return "difference to the old document is damaged: old=" + oldLength + " new=" + newLength;
        }
        return sane
                ? null
                : "record parts do not fill it: length=" + length + " key=" + keyLength + " old=" + oldLength + " new="
                        + newLength + " flags=" + flags + " kind=" + kind;
    }

    private static boolean isDelta(DirectBuffer block, int record) {
        int keyLength = ChangeDescriptor.keyLength(block, record);
        int oldLength = ChangeDescriptor.oldLength(block, record);
        int oldAt = ChangeDescriptor.keyOffset(record) + BlockDescriptor.align(keyLength);
        int newAt = oldAt + BlockDescriptor.align(oldLength);
        return OldImage.isDelta(block, oldAt, oldLength, newAt, ChangeDescriptor.newLength(block, record));
    }

    /** Events of tables and indexes have no images, and no key but the id of an index. */
    private static boolean isEvent(int kind, int flags, long keyLength, long images) {
        int idLength = RecordKind.isOfIndex(kind) ? ChangeDescriptor.INDEX_ID_LENGTH : 0;
        return flags == 0 && images == 0 && keyLength == idLength;
    }

    private static long aligned(long length) {
        return (length + BlockDescriptor.ALIGNMENT - 1) & -BlockDescriptor.ALIGNMENT;
    }
}
