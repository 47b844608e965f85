package io.tailrace.journal;

import io.tailrace.document.Dictionary;
import io.tailrace.index.IndexEntry;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes what another journal held into a new one: its names and shapes under their numbers, so that documents need not
 * be touched, its tables and indexes under new numbers, its changes under sequences without gaps. Not thread safe.
 *
 * <p>With a {@link KeptState} the old document of a change is the one that the new journal holds of its key: where
 * changes are missing before it, that is another one than the change had.
 */
final class Transcript {
    private static final int NONE = -1;
    private static final int GONE = -2;

    private final Catalogue from;
    private final Catalogue into;
    private final JournalAppender appender;
    /** Null where all changes are there. */
    private final KeptState state;
    /** Numbers in the new journal by those in the other one; {@link #NONE} before, {@link #GONE} after. */
    private final int[] tables = new int[TableCatalogue.MAXIMUM];

    private final int[] indexes = new int[IndexCatalogue.MAXIMUM];
    private final IndexEntry stored = new IndexEntry();
    private boolean inTransaction;
    private long without;

    Transcript(Catalogue from, Journal into, KeptState state) {
        this(from, into.catalogue(), into.appender(), state);
    }

    Transcript(Catalogue from, Catalogue into, JournalAppender appender, KeptState state) {
        this.from = from;
        this.into = into;
        this.appender = appender;
        this.state = state;
        Arrays.fill(tables, NONE);
        Arrays.fill(indexes, NONE);
    }

    /** Last sequence that was written. */
    long sequence() {
        return appender.nextSequence() - 1;
    }

    /** Changes that were left out, as they change nothing in the state that there is. */
    long without() {
        return without;
    }

    /** Whether the new journal has that table of the other one now. */
    boolean hasTable(int table) {
        return tables[table] >= 0;
    }

    /** Begins with a document that was there before the first change. */
    void document(int table, long timeNs, DirectBuffer buffer, int key, int keyLength, int document, int length) {
        learn();
        appender.prepare(timeNs, ChangeDescriptor.length(keyLength, 0, length));
        int id = tables[table];
        long sequence = appender.change(id, timeNs, buffer, key, keyLength, buffer, 0, NONE, buffer, document, length);
        if (state != null) {
            state.put(id, buffer, key, keyLength, document, length, sequence);
        }
    }

    /** Bytes of the document that there is of the change's key, 0 where there is none. */
    int storedBytes(JournalReader change) {
        int table = tables[change.tableId()];
        return table >= 0 && state.find(table, change, stored) ? BlockDescriptor.align(stored.docLength()) : 0;
    }

    /** What follows happened together, and takes so many bytes. */
    void beginTransaction(long timeNs, int bytes) {
        commit();
        learn();
        inTransaction = appender.fitsAlone(bytes);
        if (inTransaction) {
            appender.open(timeNs, bytes);
            appender.markTransaction();
        }
    }

    /** Ends a block or transaction, up to whose end that time was marked. */
    void end(long markedTimeNs) {
        if (!appender.isOpen() && markedTimeNs != Long.MIN_VALUE) {
            appender.open(markedTimeNs);
        }
        if (appender.isOpen()) {
            appender.time(markedTimeNs);
        }
        commit();
        inTransaction = false;
    }

    private void commit() {
        if (appender.isOpen()) {
            appender.commit();
        }
    }

    /** Gives up what was begun and not ended. */
    void abort() {
        appender.abort();
    }

    /** Writes the change that the reader stands at. */
    void change(JournalReader change) {
        long timeNs = change.timeNs();
        switch (change.kind()) {
            case RecordKind.CHANGE -> document(change);
            case RecordKind.TABLE_CREATED -> defineTable(change.tableId(), timeNs);
            case RecordKind.TABLE_DROPPED -> dropTable(change.tableId(), timeNs);
            case RecordKind.INDEX_CREATED -> defineIndex(change.indexId(), timeNs);
            default -> dropIndex(change.indexId(), timeNs);
        }
    }

    private void document(JournalReader change) {
        learn();
        int table = tables[change.tableId()];
        if (table < 0) {
            throw change.damage("change of a table that is not there: table=" + change.tableId());
        }
        DirectBuffer old = null;
        int oldOffset = 0;
        int oldLength = NONE;
        if (state == null) {
            if (change.hasOld()) {
                old = change.oldBuffer();
                oldOffset = change.oldOffset();
                oldLength = change.oldLength();
            }
        } else if (state.find(table, change, stored)) {
            old = stored.buffer();
            oldOffset = stored.docOffset();
            oldLength = stored.docLength();
        }
        int newLength = change.hasNew() ? change.newLength() : NONE;
        if (state != null && changesNothing(change, old, oldOffset, oldLength, newLength)) {
            without++;
            return;
        }
        if (!inTransaction) {
            int bytes = ChangeDescriptor.length(change.keyLength(), oldLength, newLength);
            appender.prepare(change.timeNs(), bytes);
        }
        long sequence = appender.change(
                table,
                change.timeNs(),
                change.block(),
                change.keyOffset(),
                change.keyLength(),
                old,
                oldOffset,
                oldLength,
                change.block(),
                change.newOffset(),
                newLength);
        if (state != null) {
            state.take(table, change, sequence);
        }
    }

    private boolean changesNothing(JournalReader change, DirectBuffer old, int offset, int oldLength, int newLength) {
        if (oldLength < 0 || newLength < 0) {
            return oldLength == newLength;
        }
        return appender.compare(old, offset, oldLength, change.block(), change.newOffset(), newLength)
                == JournalAppender.SAME;
    }

    /** Makes a table, unless it was made. One of the same name goes first: that it was dropped was lost. */
    void defineTable(int table, long timeNs) {
        if (tables[table] != NONE) {
            return;
        }
        String name = from.tables.name(table);
        for (int other = 0; other < tables.length; other++) {
            if (tables[other] >= 0 && name.equals(from.tables.name(other))) {
                dropTable(other, timeNs);
            }
        }
        commit();
        learn();
        int id = into.tables.size();
        appender.open(timeNs);
        appender.table(id, name, from.tables.keyField(table));
        appender.tableCreated(id, timeNs);
        commit();
        tables[table] = id;
    }

    void dropTable(int table, long timeNs) {
        int id = tables[table];
        if (id < 0) {
            return;
        }
        tables[table] = GONE;
        for (int index = 0; index < indexes.length; index++) {
            if (indexes[index] >= 0 && from.indexes.tableId(index) == table) {
                indexes[index] = GONE;
            }
        }
        appender.prepare(timeNs, ChangeDescriptor.HEADER_LENGTH);
        appender.tableDropped(id, timeNs);
        commit();
        if (state != null) {
            state.drop(id);
        }
    }

    /** Makes an index of a table that there is, unless it was made. */
    void defineIndex(int index, long timeNs) {
        int table = from.indexes.tableId(index);
        if (indexes[index] != NONE || tables[table] < 0) {
            return;
        }
        String name = from.indexes.name(index);
        for (int other = 0; other < indexes.length; other++) {
            if (indexes[other] >= 0 && from.indexes.tableId(other) == table && name.equals(from.indexes.name(other))) {
                dropIndex(other, timeNs);
            }
        }
        commit();
        learn();
        int id = into.indexes.size();
        appender.open(timeNs);
        appender.index(id, tables[table], name, from.indexes.expression(index), from.indexes.multi(index));
        appender.indexCreated(id, tables[table], timeNs);
        commit();
        indexes[index] = id;
    }

    void dropIndex(int index, long timeNs) {
        int id = indexes[index];
        if (id < 0) {
            return;
        }
        indexes[index] = GONE;
        appender.prepare(timeNs, ChangeDescriptor.length(ChangeDescriptor.INDEX_ID_LENGTH, 0, 0));
        appender.indexDropped(id, tables[from.indexes.tableId(index)], timeNs);
        commit();
    }

    /** Makes all tables and indexes that there are in the other journal now. */
    void defineAll(long timeNs) {
        for (int table = 0; table < from.tables.size(); table++) {
            if (from.tables.exists(table)) {
                defineTable(table, timeNs);
            }
        }
        for (int index = 0; index < from.indexes.size(); index++) {
            if (from.indexes.exists(index)) {
                defineIndex(index, timeNs);
            }
        }
    }

    /** Drops what there is not in the other journal any more. */
    void dropOthers(long timeNs) {
        for (int index = 0; index < from.indexes.size(); index++) {
            if (!from.indexes.exists(index) && from.tables.exists(from.indexes.tableId(index))) {
                dropIndex(index, timeNs);
            }
        }
        for (int table = 0; table < from.tables.size(); table++) {
            if (!from.tables.exists(table)) {
                dropTable(table, timeNs);
            }
        }
    }

    /** Takes over what is new among names and shapes. */
    private void learn() {
        Dictionary source = from.dictionary;
        Dictionary target = into.dictionary;
        boolean grown = false;
        for (int id = target.fieldCount(); id < source.fieldCount(); id++) {
            byte[] name = source.fieldName(id);
            target.restoreField(id, new UnsafeBuffer(name), 0, name.length);
            appender.onField(id, null, 0, 0);
            grown = true;
        }
        for (int id = target.shapeCount(); id < source.shapeCount(); id++) {
            int[] fields = source.shapeFields(id);
            target.restoreShape(id, fields, fields.length);
            appender.onShape(id, fields, fields.length);
            grown = true;
        }
        assert !grown || !inTransaction : "a transaction's names are known before it begins";
    }
}
