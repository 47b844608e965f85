package io.tailrace;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.error.QueryException;
import io.tailrace.error.QueryException.Reason;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.journal.Journal;
import io.tailrace.write.EngineState;
import io.tailrace.write.LiveIndex;
import io.tailrace.write.LiveTable;
import io.tailrace.write.LiveTables;
import io.tailrace.write.TableReplay;
import io.tailrace.write.Writer;
import java.util.function.BooleanSupplier;

/** The indexes of an engine, for who reads them; brought up to date first where another process writes. Any thread. */
final class EngineReads {
    private final Journal journal;
    private final LiveTables states;
    private final EngineState state;
    private final TableReplay replay;
    // Null where another process writes.
    private final Writer writer;

    EngineReads(Journal journal, LiveTables states, EngineState state, TableReplay replay, Writer writer) {
        this.journal = journal;
        this.states = states;
        this.state = state;
        this.replay = replay;
        this.writer = writer;
    }

    /** Reads all that there is now, where another thread does not write it. */
    void load() {
        replay.catchUp();
    }

    /** Learns of tables that another process has made, without reading their documents. */
    void lookAhead() {
        state.check();
        if (writer == null) {
            journal.lastSequence();
        }
    }

    /** The latest documents of a table. */
    Index index(int tableId) {
        return table(tableId).index();
    }

    private LiveTable table(int tableId) {
        state.check();
        if (writer == null) {
            replay.catchUp();
        }
        LiveTable table = states.byId(tableId);
        if (table == null) {
            throw new UnknownTableException(journal.tables().name(tableId));
        }
        return table;
    }

    /** A scan of a table's keys in order, whose ordered structure is there. */
    EntryScan orderedKeys(int tableId, EngineFeeds waits) {
        Index index = index(tableId);
        EntryScan scan = index.entries();
        awaitOrder(tableId, index, scan::ready, waits);
        return scan;
    }

    /** A scan of the entries of an order that is there; a negative number is that of the primary key. */
    EntryScan scan(int tableId, int indexId, EngineFeeds waits) {
        if (indexId >= 0) {
            return secondary(tableId, indexId).entries().scan();
        }
        Index index = index(tableId);
        EntryScan scan = index.entries();
        awaitOrder(tableId, index, scan::ready, waits);
        return scan;
    }

    private LiveIndex secondary(int tableId, int indexId) {
        LiveTable table = table(tableId);
        LiveIndex index = table.indexById(indexId);
        if (index == null) {
            throw new UnknownIndexException(table.name(), journal.indexes().name(indexId));
        }
        if (!isReady(table, index)) {
            throw new QueryException(
                    Reason.INDEX_NOT_READY,
                    "Index `" + index.name() + "` on table `" + table.name()
                            + "` is being built: wait until table.isIndexReady(name)");
        }
        return index;
    }

    /** A secondary index by name; refuses one that there is not. */
    LiveIndex secondary(int tableId, String name) {
        LiveTable table = table(tableId);
        LiveIndex index = table.indexByName(name);
        if (index == null) {
            throw new QueryException(
                    Reason.NO_SUCH_INDEX,
                    "Index `" + name + "` was not found on table `" + table.name() + "`: create it, or check the name");
        }
        return index;
    }

    boolean isReady(int tableId, LiveIndex index) {
        return isReady(table(tableId), index);
    }

    private static boolean isReady(LiveTable table, LiveIndex index) {
        try {
            return index.entries().ready();
        } catch (EngineClosedException e) {
            throw new UnknownIndexException(table.name(), index.name());
        }
    }

    private void awaitOrder(int tableId, Index index, BooleanSupplier ready, EngineFeeds waits) {
        if (writer == null) {
            replay.work(index);
        } else {
            writer.wakeUp(); // it builds the order
        }
        if (!waits.await(ready, Long.MAX_VALUE)) {
            state.check();
            throw new EngineException("interrupted while the keys were put in order: table="
                    + journal.tables().name(tableId) + ", ask again");
        }
    }

    long appliedSequence() {
        return writer == null ? replay.appliedSequence() : writer.appliedSequence();
    }
}
