package io.tailrace.journal;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of a change inside a block, 8-byte aligned, little endian.
 *
 * <pre>
 *   0        4      5       6       8                  16           20           24           28         32
 *   | length | kind | flags | table | time delta (8)   | key length | old length | new length | reserved |
 *   | key, padded to 8 | old document, padded to 8 | new document, padded to 8 |
 * </pre>
 *
 * {@code length} counts the whole record. Where a flag says so, what stands in the place of the old document is what is
 * different in it, see {@link io.tailrace.document.OldImage}; {@code old length} is that of what stands there. The
 * delta is relative to the block's time. That an index was created or dropped is a change whose key is the id of the
 * index, four bytes. Catalogue records ({@link CatalogueDescriptor}) share the first eight bytes.
 */
final class ChangeDescriptor {
    static final int LENGTH_OFFSET = 0;
    static final int KIND_OFFSET = LENGTH_OFFSET + Integer.BYTES;
    static final int FLAGS_OFFSET = KIND_OFFSET + Byte.BYTES;
    static final int TABLE_OFFSET = FLAGS_OFFSET + Byte.BYTES;
    static final int PREFIX_LENGTH = TABLE_OFFSET + Short.BYTES;
    static final int TIME_OFFSET = PREFIX_LENGTH;
    static final int KEY_LENGTH_OFFSET = TIME_OFFSET + Long.BYTES;
    static final int OLD_LENGTH_OFFSET = KEY_LENGTH_OFFSET + Integer.BYTES;
    static final int NEW_LENGTH_OFFSET = OLD_LENGTH_OFFSET + Integer.BYTES;
    static final int RESERVED_OFFSET = NEW_LENGTH_OFFSET + Integer.BYTES;
    static final int HEADER_LENGTH = RESERVED_OFFSET + Integer.BYTES;

    static final int INDEX_ID_LENGTH = Integer.BYTES;

    static final int FLAG_OLD = 1;
    static final int FLAG_NEW = 2;
    /** Only what is different in the old document is stored, beside both other flags. */
    static final int FLAG_OLD_IS_DELTA = 4;

    static final int KNOWN_FLAGS = FLAG_OLD | FLAG_NEW | FLAG_OLD_IS_DELTA;

    private ChangeDescriptor() {}

    /** Whether the old document is there as what is different from the new one, which is there. */
    static boolean isDelta(int flags) {
        return flags == KNOWN_FLAGS;
    }

    /** Whether the flags can stand together. */
    static boolean isSane(int flags) {
        return (flags & ~(FLAG_OLD | FLAG_NEW)) == 0 || isDelta(flags);
    }

    static int length(int keyLength, int oldLength, int newLength) {
        return HEADER_LENGTH
                + BlockDescriptor.align(keyLength)
                + BlockDescriptor.align(Math.max(oldLength, 0))
                + BlockDescriptor.align(Math.max(newLength, 0));
    }

    /** Length, kind, flags and table in one load; taken apart below. */
    static long prefix(DirectBuffer block, int record) {
        return block.getLong(record + LENGTH_OFFSET);
    }

    static int lengthOf(long prefix) {
        return (int) prefix;
    }

    static int kindOf(long prefix) {
        return (byte) (prefix >>> KIND_OFFSET * Byte.SIZE);
    }

    static int flagsOf(long prefix) {
        return (byte) (prefix >>> FLAGS_OFFSET * Byte.SIZE);
    }

    static int tableOf(long prefix) {
        return (int) (prefix >>> TABLE_OFFSET * Byte.SIZE);
    }

    static int length(DirectBuffer block, int record) {
        return block.getInt(record + LENGTH_OFFSET);
    }

    static int kind(DirectBuffer block, int record) {
        return block.getByte(record + KIND_OFFSET);
    }

    static int flags(DirectBuffer block, int record) {
        return block.getByte(record + FLAGS_OFFSET);
    }

    static int table(DirectBuffer block, int record) {
        return block.getShort(record + TABLE_OFFSET) & 0xFFFF;
    }

    static long timeDelta(DirectBuffer block, int record) {
        return block.getLong(record + TIME_OFFSET);
    }

    /** Key length and old length in one load; taken apart below. */
    static long keyAndOldLength(DirectBuffer block, int record) {
        return block.getLong(record + KEY_LENGTH_OFFSET);
    }

    static int keyLengthOf(long keyAndOldLength) {
        return (int) keyAndOldLength;
    }

    static int oldLengthOf(long keyAndOldLength) {
        return (int) (keyAndOldLength >>> Integer.SIZE);
    }

    static int keyLength(DirectBuffer block, int record) {
        return block.getInt(record + KEY_LENGTH_OFFSET);
    }

    static int oldLength(DirectBuffer block, int record) {
        return block.getInt(record + OLD_LENGTH_OFFSET);
    }

    static int newLength(DirectBuffer block, int record) {
        return block.getInt(record + NEW_LENGTH_OFFSET);
    }

    static int keyOffset(int record) {
        return record + HEADER_LENGTH;
    }

    static int indexId(DirectBuffer block, int record) {
        return block.getInt(keyOffset(record));
    }

    /** Writes the id of an index in the place of a key, and its padding. */
    static void indexId(MutableDirectBuffer block, int record, int indexId) {
        block.putLong(keyOffset(record), indexId);
    }

    /** Writes what catalogue records and changes share. */
    static void prefix(MutableDirectBuffer block, int record, int length, int kind, int flags, int id) {
        long kindAndFlags = (kind & 0xFFL) | (flags & 0xFFL) << Byte.SIZE | (id & 0xFFFFL) << Short.SIZE;
        block.putLong(record + LENGTH_OFFSET, length | kindAndFlags << Integer.SIZE);
    }

    /** Writes the part between the prefix and the key. */
    static void sizes(
            MutableDirectBuffer block, int record, long timeDelta, int keyLength, int oldLength, int newLength) {
        block.putLong(record + TIME_OFFSET, timeDelta);
        block.putLong(record + KEY_LENGTH_OFFSET, keyLength | (long) oldLength << Integer.SIZE);
        block.putLong(record + NEW_LENGTH_OFFSET, newLength); // and the reserved part, zero
    }
}
