package io.tailrace.journal;

import io.tailrace.document.Dictionary;
import io.tailrace.error.LimitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes what the journal knows besides changes into the open block: what is new, before the first record that needs
 * it, and all of it where a segment begins. Not thread safe: the appender's. Looking for what is new allocates nothing.
 */
final class CatalogueWriter {
    private static final int BLOCK_BYTES = 64 << 10;
    /** What stands beside the definition of an index in a block, here or in the catalogue. */
    private static final int INDEX_RECORDS_BYTES =
            BlockDescriptor.HEADER_LENGTH + ChangeDescriptor.length(ChangeDescriptor.INDEX_ID_LENGTH, 0, 0);

    private final Catalogue catalogue;
    private final Dictionary dictionary;
    private final OpenBlock block;
    private final List<Runnable> uponCommit = new ArrayList<>();
    /** Whose position stands in the open block, null for none: no transaction has two. */
    private NamedCursor moved;

    /** Entries that committed blocks hold, and with those of the open block, if there is one. */
    private int committedFields;

    private int committedShapes;
    private int writtenFields;
    private int writtenShapes;

    /** Whether the dictionary may have entries that are not written. */
    private boolean grew;

    CatalogueWriter(Catalogue catalogue, OpenBlock block) {
        this.catalogue = catalogue;
        this.block = block;
        dictionary = catalogue.dictionary;
        committedFields = dictionary.fieldCount();
        committedShapes = dictionary.shapeCount();
        writtenFields = committedFields;
        writtenShapes = committedShapes;
    }

    /** Notes that there is something new in the dictionary. */
    void grew() {
        grew = true;
    }

    /** A block was opened. */
    void opened() {
        grew = writtenFields != dictionary.fieldCount() || writtenShapes != dictionary.shapeCount();
    }

    /** The open block was published: what stands in it is known from now on. */
    void committed() {
        committedFields = writtenFields;
        committedShapes = writtenShapes;
        if (!uponCommit.isEmpty()) {
            uponCommit.forEach(Runnable::run);
            uponCommit.clear();
        }
        if (moved != null) {
            moved.journaled(catalogue.cursors);
            moved = null;
        }
    }

    /** The open block was given up. */
    void aborted() {
        moved = null;
        uponCommit.clear();
        writtenFields = committedFields;
        writtenShapes = committedShapes;
        grew = true;
    }

    /** Bytes of the records of what is new in the dictionary. */
    long newBytes() {
        if (!grew) {
            return 0;
        }
        long bytes = 0;
        for (int id = writtenFields; id < dictionary.fieldCount(); id++) {
            bytes += CatalogueDescriptor.fieldLength(dictionary.fieldName(id).length);
        }
        for (int id = writtenShapes; id < dictionary.shapeCount(); id++) {
            bytes += CatalogueDescriptor.shapeLength(dictionary.shapeFields(id).length);
        }
        return bytes;
    }

    /** Makes room in the open block for what is new in the dictionary and so much more. */
    void ensure(int bytes) {
        block.ensure(bytes + newBytes());
    }

    /** Writes what is new in the dictionary, so that a record that comes next does not fail for want of room for it. */
    void catchUpBefore(int bytes) {
        if (grew) {
            ensure(bytes);
            catchUp(Integer.MAX_VALUE);
            grew = false;
        }
    }

    /** Writes of what is new as much as a block of its own holds. */
    void catchUp() {
        catchUp(blockBytes());
    }

    void table(int id, String name, String keyField) {
        if (id < 0 || id >= TableCatalogue.MAXIMUM) {
            throw TableCatalogue.tooMany(id, "table=" + name);
        }
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] keyBytes = keyField.getBytes(StandardCharsets.UTF_8);
        int whole = CatalogueDescriptor.tableLength(nameBytes.length, keyBytes.length);
        catalogue.requireRoom(whole, "table=" + name);
        catchUpBefore(whole + ChangeDescriptor.HEADER_LENGTH);
        ensure(whole + ChangeDescriptor.HEADER_LENGTH);
        CatalogueDescriptor.table(block.buffer, block.length(), id, 0, nameBytes, keyBytes);
        block.add(whole);
        uponCommit.add(() -> catalogue.tables.restore(id, name, keyField, false));
    }

    void index(int id, int tableId, String name, String expression, boolean multi) {
        if (id < 0 || id >= IndexCatalogue.MAXIMUM) {
            throw IndexCatalogue.tooMany(id, "index=" + name);
        }
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] expressionBytes = expression.getBytes(StandardCharsets.UTF_8);
        int whole = CatalogueDescriptor.indexLength(nameBytes.length, expressionBytes.length);
        int most = block.largestBytes() / 2 - INDEX_RECORDS_BYTES;
        if (whole > most) {
            throw new LimitException("indexDefinitionBytes", whole, most, "index=" + name);
        }
        catalogue.requireRoom(whole, "index=" + name);
        catchUpBefore(whole + INDEX_RECORDS_BYTES);
        ensure(whole + INDEX_RECORDS_BYTES);
        int recordFlags = multi ? CatalogueDescriptor.FLAG_MULTI : 0;
        CatalogueDescriptor.index(block.buffer, block.length(), id, recordFlags, tableId, nameBytes, expressionBytes);
        block.add(whole);
        uponCommit.add(() -> catalogue.indexes.restore(id, tableId, name, expression, multi, false));
    }

    /** Writes where a cursor is going to stand. */
    void cursor(NamedCursor cursor) {
        int whole = cursor.recordBytes();
        if (catalogue.cursors.of(cursor.name()) == null) {
            catalogue.requireRoom(whole, "cursor=" + cursor.name());
        }
        ensure(whole);
        cursor.putRecord(block.buffer, block.length());
        block.add(whole);
        moved = cursor;
    }

    void tableDropped(int id) {
        uponCommit.add(() -> catalogue.dropTable(id));
    }

    void indexDropped(int id) {
        uponCommit.add(() -> catalogue.indexes.drop(id));
    }

    /**
     * Writes and publishes all of it, in as many blocks as it needs. Nothing is open before or after.
     *
     * @param sequence of the change that comes next
     * @param timeNs of the blocks
     * @param floorNs how far time had got, {@link Long#MIN_VALUE} for nowhere
     */
    void writeAll(long sequence, long timeNs, long floorNs) {
        try {
            writeBlocks(sequence, timeNs, floorNs);
            committedFields = writtenFields;
            committedShapes = writtenShapes;
        } finally {
            writtenFields = committedFields;
            writtenShapes = committedShapes;
            block.abandon();
        }
    }

    private void writeBlocks(long sequence, long timeNs, long floorNs) {
        int startFlag = block.isFirstOfSegment() ? BlockDescriptor.FLAG_SEGMENT_START : 0;
        int untilLength = blockBytes();
        int tablesDone = 0;
        int indexesDone = 0;
        int cursorsDone = 0;
        writtenFields = 0;
        writtenShapes = 0;
        boolean more = true;
        while (more) {
            block.begin(sequence);
            more = !catchUp(untilLength);
            while (!more && tablesDone < catalogue.tables.size()) {
                restateTable(tablesDone++);
                more = block.length() >= untilLength && tablesDone < catalogue.tables.size();
            }
            while (!more && indexesDone < catalogue.indexes.size()) {
                more = block.length() >= untilLength;
                if (!more) {
                    restateIndex(indexesDone++);
                }
            }
            while (!more && cursorsDone < catalogue.cursors.size()) {
                more = block.length() >= untilLength;
                if (!more) {
                    restateCursor(cursorsDone++);
                }
            }
            if (!more && floorNs != Long.MIN_VALUE) {
                time(floorNs);
            }
            int endFlag = more ? 0 : BlockDescriptor.FLAG_CATALOGUE_END;
            block.publish(BlockDescriptor.FLAG_CATALOGUE | startFlag | endFlag, 0, timeNs);
            startFlag = 0;
        }
    }

    private int blockBytes() {
        return Math.min(BLOCK_BYTES, block.largestBytes() / 2);
    }

    /** Writes names and shapes that are not in the journal yet, until the block has that length. True when all are. */
    private boolean catchUp(int untilLength) {
        int fields = dictionary.fieldCount();
        int shapes = dictionary.shapeCount();
        while (writtenFields < fields && block.length() < untilLength) {
            byte[] name = dictionary.fieldName(writtenFields);
            int whole = CatalogueDescriptor.fieldLength(name.length);
            block.ensure(whole);
            CatalogueDescriptor.field(
                    block.buffer, block.length(), writtenFields++, new UnsafeBuffer(name), 0, name.length);
            block.add(whole);
        }
        while (writtenShapes < shapes && block.length() < untilLength) {
            int[] ids = dictionary.shapeFields(writtenShapes);
            int whole = CatalogueDescriptor.shapeLength(ids.length);
            block.ensure(whole);
            CatalogueDescriptor.shape(block.buffer, block.length(), writtenShapes++, ids, ids.length);
            block.add(whole);
        }
        return writtenFields >= fields && writtenShapes >= shapes;
    }

    private void restateTable(int id) {
        int whole = catalogue.tables.recordBytes(id);
        block.ensure(whole);
        catalogue.tables.put(block.buffer, block.length(), id);
        block.add(whole);
    }

    private void restateIndex(int id) {
        int whole = catalogue.indexes.recordBytes(id);
        block.ensure(whole);
        catalogue.indexes.put(block.buffer, block.length(), id);
        block.add(whole);
    }

    private void restateCursor(int number) {
        CursorCatalogue.Entry entry = catalogue.cursors.at(number);
        block.ensure(entry.recordBytes());
        entry.put(block.buffer, block.length());
        block.add(entry.recordBytes());
    }

    /** Writes how far time has got: who reads from this segment on learns it there. */
    void time(long floorNs) {
        block.ensure(CatalogueDescriptor.TIME_LENGTH);
        CatalogueDescriptor.time(block.buffer, block.length(), floorNs);
        block.add(CatalogueDescriptor.TIME_LENGTH);
    }
}
