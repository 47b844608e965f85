package io.tailrace.journal;

import io.tailrace.document.Dictionary;
import io.tailrace.error.DocumentException;
import io.tailrace.error.JournalException;
import io.tailrace.error.LimitException;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * What a journal knows besides changes: names, shapes, tables, indexes, cursors. Takes in the catalogue records of a
 * replay.
 *
 * <p>Each segment begins with all of it, so it is bounded in bytes: names and shapes to an eighth of a segment, beyond
 * which documents carry their names themselves, and tables, indexes and cursors to another, beyond which new ones are
 * refused.
 */
final class Catalogue {
    private static final int KNOWN_INDEX_FLAGS = CatalogueDescriptor.FLAG_MULTI | CatalogueDescriptor.FLAG_DROPPED;
    private static final int PARTS_OF_A_SEGMENT = 8;

    final Dictionary dictionary;
    final TableCatalogue tables = new TableCatalogue();
    final IndexCatalogue indexes = new IndexCatalogue();
    final CursorCatalogue cursors = new CursorCatalogue();

    private final int segmentBytes;

    Catalogue(JournalConfig config) {
        this(config, new Dictionary(config.limits(), mostBytes(config.segmentBytes())));
    }

    private Catalogue(JournalConfig config, Dictionary dictionary) {
        segmentBytes = config.segmentBytes();
        this.dictionary = dictionary;
    }

    /** Of a journal of which any record may be gone. */
    static Catalogue ofDamaged() {
        JournalConfig config = new JournalConfig();
        return new Catalogue(config, Dictionary.ofDamaged(config.limits()));
    }

    private static int mostBytes(int segmentBytes) {
        return segmentBytes / PARTS_OF_A_SEGMENT;
    }

    /** Most bytes of names and shapes, and most of tables and indexes. */
    int mostBytes() {
        return mostBytes(segmentBytes);
    }

    /** Bytes of the records of tables, indexes and cursors. */
    int definitionBytes() {
        return tables.bytes() + indexes.bytes() + cursors.bytes();
    }

    /**
     * Refuses a definition that the catalogue has no room for.
     *
     * @throws LimitException naming it
     */
    void requireRoom(int definition, String where) {
        int bytes = definitionBytes() + definition;
        if (bytes > mostBytes()) {
            throw new LimitException("definitionBytes", bytes, mostBytes(), where + ", raise segmentBytes");
        }
    }

    /**
     * Refuses segments of which the catalogue of a journal, written with larger ones, would take more than half.
     *
     * @throws LimitException saying how large they have to be
     */
    void requireFit() {
        int bytes = dictionary.bytes() + definitionBytes();
        if (bytes > segmentBytes / 2) {
            throw new LimitException(
                    "catalogueBytes",
                    bytes,
                    segmentBytes / 2,
                    "segmentBytes=" + segmentBytes + ", this journal needs segmentBytes=" + 2L * bytes + " or more");
        }
    }

    /**
     * Takes in one record whose place in its block has been checked; known entries change nothing.
     *
     * @return null, or what is wrong with the record
     */
    String restore(DirectBuffer block, int record) {
        int room = ChangeDescriptor.length(block, record) - CatalogueDescriptor.ITEMS_OFFSET;
        int id = ChangeDescriptor.table(block, record);
        int kind = ChangeDescriptor.kind(block, record);
        try {
            switch (kind) {
                case RecordKind.FIELD:
                    return field(block, record, id, room);
                case RecordKind.SHAPE:
                    return shape(block, record, id, room);
                case RecordKind.INDEX:
                    return index(block, record, id);
                case RecordKind.CURSOR:
                    return cursors.restore(block, record);
                default:
                    return table(block, record, id, room);
            }
        } catch (DocumentException | LimitException | JournalException e) {
            return "catalogue record contradicts what came before: kind=" + kind + " id=" + id + ": " + e.getMessage();
        }
    }

    /**
     * Takes in any record but a time whose place in its block has been checked.
     *
     * @return null, or what is wrong with the record
     */
    String take(DirectBuffer block, int record) {
        int kind = ChangeDescriptor.kind(block, record);
        if (!RecordKind.isSequenced(kind)) {
            return restore(block, record);
        }
        return kind == RecordKind.CHANGE ? null : event(block, record, kind);
    }

    /** Events follow on the record of their table or index, and a drop says in which table. */
    private String event(DirectBuffer block, int record, int kind) {
        int table = ChangeDescriptor.table(block, record);
        if (!RecordKind.isOfIndex(kind)) {
            if (tables.name(table) == null) {
                return "event of a table that has no record: kind=" + kind + " table=" + table;
            }
            if (kind == RecordKind.TABLE_DROPPED) {
                dropTable(table);
            }
            return null;
        }
        int index = ChangeDescriptor.indexId(block, record);
        if (indexes.tableId(index) != table) {
            return "event of an index that has no record in its table: kind=" + kind + " table=" + table + " index="
                    + index;
        }
        if (kind == RecordKind.INDEX_DROPPED) {
            indexes.drop(index);
        }
        return null;
    }

    /** A table goes with all its indexes. */
    void dropTable(int id) {
        tables.drop(id);
        indexes.dropAllOf(id);
    }

    private String index(DirectBuffer block, int record, int id) {
        int room = ChangeDescriptor.length(block, record) - CatalogueDescriptor.INDEX_ITEMS_OFFSET;
        int name = room < 0 ? -1 : CatalogueDescriptor.indexNameLength(block, record);
        int expression = room < 0 ? -1 : CatalogueDescriptor.expressionLength(block, record);
        int flags = ChangeDescriptor.flags(block, record);
        if (name < 0 || expression < 0 || expression > room - name || (flags & ~KNOWN_INDEX_FLAGS) != 0) {
            return "index does not fit its record: id=" + id + " name=" + name + " expression=" + expression + " flags="
                    + flags;
        }
        int start = record + CatalogueDescriptor.INDEX_ITEMS_OFFSET;
        indexes.restore(
                id,
                CatalogueDescriptor.indexTable(block, record),
                text(block, start, name),
                text(block, start + name, expression),
                (flags & CatalogueDescriptor.FLAG_MULTI) != 0,
                (flags & CatalogueDescriptor.FLAG_DROPPED) != 0);
        return null;
    }

    private String field(DirectBuffer block, int record, int id, int room) {
        int length = room < 0 ? -1 : CatalogueDescriptor.count(block, record);
        if (length < 0 || length > room) {
            return "field name does not fit its record: id=" + id + " length=" + length + " room=" + room;
        }
        dictionary.restoreField(id, block, record + CatalogueDescriptor.ITEMS_OFFSET, length);
        return null;
    }

    private String shape(DirectBuffer block, int record, int id, int room) {
        int count = room < 0 ? -1 : CatalogueDescriptor.count(block, record);
        if (count < 0 || count > room / Short.BYTES) {
            return "shape does not fit its record: id=" + id + " fields=" + count + " room=" + room;
        }
        int[] fields = new int[count];
        for (int i = 0; i < count; i++) {
            fields[i] = CatalogueDescriptor.fieldId(block, record, i);
        }
        dictionary.restoreShape(id, fields, count);
        return null;
    }

    private String table(DirectBuffer block, int record, int id, int room) {
        int nameLength = room < 0 ? -1 : CatalogueDescriptor.nameLength(block, record);
        int keyLength = room < 0 ? 0 : CatalogueDescriptor.keyFieldLength(block, record);
        int flags = ChangeDescriptor.flags(block, record);
        if (nameLength < 0 || nameLength + keyLength > room || (flags & ~CatalogueDescriptor.FLAG_DROPPED) != 0) {
            return "table does not fit its record: id=" + id + " name=" + nameLength + " key=" + keyLength + " flags="
                    + flags;
        }
        int start = record + CatalogueDescriptor.ITEMS_OFFSET;
        boolean dropped = (flags & CatalogueDescriptor.FLAG_DROPPED) != 0;
        tables.restore(id, text(block, start, nameLength), text(block, start + nameLength, keyLength), dropped);
        if (dropped) {
            indexes.dropAllOf(id);
        }
        return null;
    }

    private static String text(DirectBuffer block, int offset, int length) {
        byte[] bytes = new byte[length];
        block.getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
