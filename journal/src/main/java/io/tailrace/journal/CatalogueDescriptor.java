package io.tailrace.journal;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of the catalogue records: names, shapes, tables and indexes, written before their first use, times that no
 * later change is before, and where cursors stand. They have no sequence.
 *
 * <pre>
 *   0        4      5       6    8
 *   | length | kind | flags | id | FIELD: u32 name length, name
 *                                | SHAPE: u32 count, u16 field id each
 *                                | TABLE: u16 name length, u16 key field length, name, key field
 *                                | INDEX: u16 table, u16 name length, u32 expression length, name, expression
 *                                | TIME: i64 nanoseconds since 1970; its id is zero
 *                                | CURSOR: u16 name length, u16 zero, i32 events, i64 sequence, i64 end, i64 epoch,
 *                                |   i64 generation, i64 fingerprint, name; its id is zero
 * </pre>
 *
 * Records are padded to 8 bytes. A dropped table or index stays in the catalogue, flagged, so that its id is never
 * given again; a cursor that was deleted is flagged once and gone.
 */
final class CatalogueDescriptor {
    static final int COUNT_OFFSET = ChangeDescriptor.PREFIX_LENGTH;
    static final int ITEMS_OFFSET = COUNT_OFFSET + Integer.BYTES;
    static final int NAME_LENGTH_OFFSET = ChangeDescriptor.PREFIX_LENGTH;
    static final int KEY_FIELD_LENGTH_OFFSET = NAME_LENGTH_OFFSET + Short.BYTES;

    static final int INDEX_TABLE_OFFSET = ChangeDescriptor.PREFIX_LENGTH;
    static final int INDEX_NAME_LENGTH_OFFSET = INDEX_TABLE_OFFSET + Short.BYTES;
    static final int EXPRESSION_LENGTH_OFFSET = INDEX_NAME_LENGTH_OFFSET + Short.BYTES;
    static final int INDEX_ITEMS_OFFSET = EXPRESSION_LENGTH_OFFSET + Integer.BYTES;

    static final int TIME_OFFSET = ChangeDescriptor.PREFIX_LENGTH;
    static final int TIME_LENGTH = TIME_OFFSET + Long.BYTES;

    static final int CURSOR_EVENTS_OFFSET = NAME_LENGTH_OFFSET + 2 * Short.BYTES;
    static final int CURSOR_SEQUENCE_OFFSET = CURSOR_EVENTS_OFFSET + Integer.BYTES;
    static final int CURSOR_END_OFFSET = CURSOR_SEQUENCE_OFFSET + Long.BYTES;
    static final int CURSOR_EPOCH_OFFSET = CURSOR_END_OFFSET + Long.BYTES;
    static final int CURSOR_GENERATION_OFFSET = CURSOR_EPOCH_OFFSET + Long.BYTES;
    static final int CURSOR_FINGERPRINT_OFFSET = CURSOR_GENERATION_OFFSET + Long.BYTES;
    static final int CURSOR_NAME_OFFSET = CURSOR_FINGERPRINT_OFFSET + Long.BYTES;

    static final int FLAG_DROPPED = 1;
    /** Each element of an array is a key of the index. */
    static final int FLAG_MULTI = 2;

    private CatalogueDescriptor() {}

    static int fieldLength(int nameLength) {
        return BlockDescriptor.align(ITEMS_OFFSET + nameLength);
    }

    static int shapeLength(int count) {
        return BlockDescriptor.align(ITEMS_OFFSET + count * Short.BYTES);
    }

    static int tableLength(int nameLength, int keyFieldLength) {
        return BlockDescriptor.align(ITEMS_OFFSET + nameLength + keyFieldLength);
    }

    static int indexLength(int nameLength, int expressionLength) {
        return BlockDescriptor.align(INDEX_ITEMS_OFFSET + nameLength + expressionLength);
    }

    static void field(MutableDirectBuffer block, int record, int id, DirectBuffer name, int offset, int length) {
        int whole = fieldLength(length);
        clearTail(block, record, whole);
        ChangeDescriptor.prefix(block, record, whole, RecordKind.FIELD, 0, id);
        block.putInt(record + COUNT_OFFSET, length);
        block.putBytes(record + ITEMS_OFFSET, name, offset, length);
    }

    static void shape(MutableDirectBuffer block, int record, int id, int[] fieldIds, int count) {
        int whole = shapeLength(count);
        clearTail(block, record, whole);
        ChangeDescriptor.prefix(block, record, whole, RecordKind.SHAPE, 0, id);
        block.putInt(record + COUNT_OFFSET, count);
        for (int i = 0; i < count; i++) {
            block.putShort(record + ITEMS_OFFSET + i * Short.BYTES, (short) fieldIds[i]);
        }
    }

    static void table(MutableDirectBuffer block, int record, int id, int flags, byte[] name, byte[] keyField) {
        int whole = tableLength(name.length, keyField.length);
        clearTail(block, record, whole);
        ChangeDescriptor.prefix(block, record, whole, RecordKind.TABLE, flags, id);
        block.putShort(record + NAME_LENGTH_OFFSET, (short) name.length);
        block.putShort(record + KEY_FIELD_LENGTH_OFFSET, (short) keyField.length);
        block.putBytes(record + ITEMS_OFFSET, name);
        block.putBytes(record + ITEMS_OFFSET + name.length, keyField);
    }

    static void index(
            MutableDirectBuffer block, int record, int id, int flags, int tableId, byte[] name, byte[] expression) {
        int whole = indexLength(name.length, expression.length);
        clearTail(block, record, whole);
        ChangeDescriptor.prefix(block, record, whole, RecordKind.INDEX, flags, id);
        block.putShort(record + INDEX_TABLE_OFFSET, (short) tableId);
        block.putShort(record + INDEX_NAME_LENGTH_OFFSET, (short) name.length);
        block.putInt(record + EXPRESSION_LENGTH_OFFSET, expression.length);
        block.putBytes(record + INDEX_ITEMS_OFFSET, name);
        block.putBytes(record + INDEX_ITEMS_OFFSET + name.length, expression);
    }

    static void time(MutableDirectBuffer block, int record, long timeNs) {
        ChangeDescriptor.prefix(block, record, TIME_LENGTH, RecordKind.TIME, 0, 0);
        block.putLong(record + TIME_OFFSET, timeNs);
    }

    static long timeNs(DirectBuffer block, int record) {
        return block.getLong(record + TIME_OFFSET);
    }

    static int cursorLength(int nameLength) {
        return BlockDescriptor.align(CURSOR_NAME_OFFSET + nameLength);
    }

    static void cursor(
            MutableDirectBuffer block, int record, int flags, byte[] name, CursorFile.Saved saved, long fingerprint) {
        int whole = cursorLength(name.length);
        clearTail(block, record, whole);
        ChangeDescriptor.prefix(block, record, whole, RecordKind.CURSOR, flags, 0);
        block.putInt(record + NAME_LENGTH_OFFSET, name.length);
        block.putInt(record + CURSOR_EVENTS_OFFSET, saved.place.ordinal());
        block.putLong(record + CURSOR_SEQUENCE_OFFSET, saved.place.sequence());
        block.putLong(record + CURSOR_END_OFFSET, saved.place.end());
        block.putLong(record + CURSOR_EPOCH_OFFSET, saved.epoch);
        block.putLong(record + CURSOR_GENERATION_OFFSET, saved.generation);
        block.putLong(record + CURSOR_FINGERPRINT_OFFSET, fingerprint);
        block.putBytes(record + CURSOR_NAME_OFFSET, name);
    }

    /** Reads the position of such a record. */
    static void cursor(DirectBuffer block, int record, CursorFile.Saved into) {
        into.place.set(
                block.getLong(record + CURSOR_SEQUENCE_OFFSET),
                block.getLong(record + CURSOR_END_OFFSET),
                block.getInt(record + CURSOR_EVENTS_OFFSET));
        into.epoch = block.getLong(record + CURSOR_EPOCH_OFFSET);
        into.generation = block.getLong(record + CURSOR_GENERATION_OFFSET);
        into.base = into.generation;
        into.begun = true;
    }

    static int cursorNameLength(DirectBuffer block, int record) {
        return block.getShort(record + NAME_LENGTH_OFFSET) & 0xFFFF;
    }

    static long fingerprint(DirectBuffer block, int record) {
        return block.getLong(record + CURSOR_FINGERPRINT_OFFSET);
    }

    static int count(DirectBuffer block, int record) {
        return block.getInt(record + COUNT_OFFSET);
    }

    static int fieldId(DirectBuffer block, int record, int index) {
        return block.getShort(record + ITEMS_OFFSET + index * Short.BYTES) & 0xFFFF;
    }

    static int nameLength(DirectBuffer block, int record) {
        return block.getShort(record + NAME_LENGTH_OFFSET) & 0xFFFF;
    }

    static int keyFieldLength(DirectBuffer block, int record) {
        return block.getShort(record + KEY_FIELD_LENGTH_OFFSET) & 0xFFFF;
    }

    static int indexTable(DirectBuffer block, int record) {
        return block.getShort(record + INDEX_TABLE_OFFSET) & 0xFFFF;
    }

    static int indexNameLength(DirectBuffer block, int record) {
        return block.getShort(record + INDEX_NAME_LENGTH_OFFSET) & 0xFFFF;
    }

    static int expressionLength(DirectBuffer block, int record) {
        return block.getInt(record + EXPRESSION_LENGTH_OFFSET);
    }

    /** The last eight bytes of a record hold its padding. */
    private static void clearTail(MutableDirectBuffer block, int record, int whole) {
        block.putLong(record + whole - Long.BYTES, 0);
    }
}
