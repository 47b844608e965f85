package io.tailrace.write;

import static io.tailrace.write.MessageDescriptor.DOCUMENT_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_OFFSET;
import static io.tailrace.write.MessageDescriptor.NONE;
import static io.tailrace.write.MessageDescriptor.TABLE_OFFSET;
import static io.tailrace.write.MessageDescriptor.VERSION_OFFSET;

import io.tailrace.document.Dictionary;
import io.tailrace.journal.IndexCatalogue;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.TableCatalogue;
import org.agrona.concurrent.UnsafeBuffer;

/** Creates and drops tables and indexes, one a message. Not thread safe, the writer's. */
final class Definitions {
    private final UnsafeBuffer arena;
    private final JournalAppender appender;
    private final AppliedSequence applied;
    private final LiveTables tables;
    private final ChangeClock clock;
    private final TableCatalogue tableCatalogue;
    private final IndexCatalogue indexCatalogue;
    private final Dictionary dictionary;
    /** Of the record of the definition at hand, beside its entry in the catalogue. */
    private int bytes;

    Definitions(UnsafeBuffer arena, Journal journal, AppliedSequence applied, LiveTables tables, ChangeClock clock) {
        this.arena = arena;
        this.clock = clock;
        appender = journal.appender();
        this.applied = applied;
        this.tables = tables;
        tableCatalogue = journal.tables();
        indexCatalogue = journal.indexes();
        dictionary = journal.dictionary();
    }

    /**
     * Carries out one message.
     *
     * @return what came of it: {@code SKIPPED} where there is nothing to do, {@code ERROR} where there is no such table
     */
    Outcome apply(Operation operation, int offset, long timeNs) {
        int table = arena.getShort(offset + TABLE_OFFSET) & 0xFFFF;
        bytes = JournalAppender.changeBytes(arena.getInt(offset + KEY_LENGTH_OFFSET), NONE, NONE);
        return switch (operation) {
            case CREATE_TABLE -> createTable(name(offset), text(offset), timeNs);
            case DROP_TABLE -> dropTable(table, timeNs);
            case CREATE_INDEX -> createIndex(table, name(offset), text(offset), isMulti(offset), timeNs);
            case DROP_INDEX -> dropIndex(table, (int) arena.getLong(offset + VERSION_OFFSET), timeNs);
            default -> throw new IllegalStateException("defines nothing: operation=" + operation);
        };
    }

    private String name(int offset) {
        return arena.getStringWithoutLengthUtf8(offset + KEY_OFFSET, arena.getInt(offset + KEY_LENGTH_OFFSET));
    }

    /** The key field of a table, or the expression of an index. */
    private String text(int offset) {
        return arena.getStringWithoutLengthUtf8(
                offset + MessageDescriptor.documentOffset(arena.getInt(offset + KEY_LENGTH_OFFSET)),
                arena.getInt(offset + DOCUMENT_LENGTH_OFFSET));
    }

    private boolean isMulti(int offset) {
        return arena.getLong(offset + VERSION_OFFSET) != 0;
    }

    private Outcome createTable(String name, String keyField, long timeNs) {
        if (tables.byName(name) != null) {
            return Outcome.SKIPPED;
        }
        endOpenBlock();
        int id = tableCatalogue.size();
        if (id >= TableCatalogue.MAXIMUM) {
            throw TableCatalogue.tooMany(id, "table=" + name);
        }
        appender.prepare(timeNs, bytes);
        appender.table(id, name, keyField);
        sequenced(appender.tableCreated(id, timeNs), timeNs);
        tables.add(id, name, keyField);
        return Outcome.INSERTED;
    }

    private Outcome dropTable(int table, long timeNs) {
        if (tables.byId(table) == null) {
            return Outcome.SKIPPED;
        }
        appender.prepare(timeNs, bytes);
        sequenced(appender.tableDropped(table, timeNs), timeNs);
        tables.remove(table);
        return Outcome.DELETED;
    }

    private Outcome createIndex(int table, String name, String expression, boolean multi, long timeNs) {
        LiveTable state = tables.byId(table);
        if (state == null) {
            return Outcome.ERROR;
        }
        if (state.indexByName(name) != null) {
            return Outcome.SKIPPED;
        }
        endOpenBlock();
        int id = indexCatalogue.size();
        LiveIndex added = new LiveIndex(id, name, expression, multi, dictionary);
        appender.prepare(timeNs, bytes);
        appender.index(id, table, name, expression, multi);
        sequenced(appender.indexCreated(id, table, timeNs), timeNs);
        state.addIndex(added);
        return Outcome.INSERTED;
    }

    private Outcome dropIndex(int table, int id, long timeNs) {
        LiveTable state = tables.byId(table);
        LiveIndex dropped = state == null ? null : state.indexById(id);
        if (dropped == null) {
            return Outcome.SKIPPED;
        }
        appender.prepare(timeNs, bytes);
        sequenced(appender.indexDropped(id, table, timeNs), timeNs);
        state.removeIndex(dropped);
        return Outcome.DELETED;
    }

    /** What was made in the open block is in the catalogue, and its number taken, when that is committed. */
    private void endOpenBlock() {
        if (appender.isOpen()) {
            appender.commit();
        }
    }

    private void sequenced(long sequence, long timeNs) {
        clock.reached(timeNs);
        applied.announce(sequence);
    }
}
