package io.tailrace;

import io.tailrace.error.EngineException;
import io.tailrace.index.Index;
import io.tailrace.journal.ChangeHandler;
import io.tailrace.journal.Indexes;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.journal.Tables;
import io.tailrace.write.IndexState;
import io.tailrace.write.TableState;
import io.tailrace.write.TableStates;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the state of all tables from the journal: once when an engine recovers, again and again in one that only reads
 * beside a writer.
 */
final class StateReplay implements ChangeHandler {
    private final Journal journal;
    private final TableStates states;
    private JournalReader reader;
    /** A change that could not be applied is not passed over: from then on the state is wrong. */
    private RuntimeException failure;
    /** Indexes that are built when everything else is there. */
    private final List<Integer> created = new ArrayList<>();
    // Written under this object's lock before a change shows in any index.
    private volatile long appliedSequence;

    StateReplay(final Journal journal, final TableStates states) {
        this.journal = journal;
        this.states = states;
    }

    /** Applies what has been committed since the last call. */
    synchronized void catchUp() {
        if (reader == null) {
            reader = journal.reader(journal.firstSequence());
        }
        if (failure != null) {
            throw failure;
        }
        boolean changed = false;
        while (reader.next()) {
            applyOrFail();
            changed = true;
        }
        if (changed) {
            finishOrFail();
        }
    }

    /** Builds what is not maintained change by change; to be called behind the last change of a replay. */
    synchronized void finish() {
        for (final int id : created) {
            addIndex(id);
        }
        created.clear();
        for (final TableState table : states.all()) {
            work(table.index());
        }
    }

    private void addIndex(final int id) {
        final Indexes indexes = journal.indexes();
        final IndexState index =
                new IndexState(id, indexes.name(id), indexes.expression(id), indexes.multi(id), journal.dictionary());
        states.byId(indexes.tableId(id)).addIndex(index);
    }

    /** Sequence that the indexes show no change beyond. Any thread. */
    long appliedSequence() {
        return appliedSequence;
    }

    private void applyOrFail() {
        appliedSequence = reader.sequence();
        try {
            onChange(reader);
        } catch (final Throwable ex) {
            throw failed(ex);
        }
    }

    private void finishOrFail() {
        try {
            finish();
        } catch (final Throwable ex) {
            throw failed(ex);
        }
    }

    private RuntimeException failed(final Throwable cause) {
        failure = new EngineException(
                "the state cannot follow the journal any more: sequence=" + reader.sequence() + " cause=" + cause
                        + ", mend the cause and open the engine again",
                cause);
        return failure;
    }

    /** Builds the ordered keys of an index that has no writer of its own. */
    synchronized void work(final Index index) {
        boolean more = true;
        while (more) {
            more = index.work(1_024);
        }
    }

    @Override
    public void onChange(final JournalReader change) {
        final int id = change.tableId();
        switch (change.kind()) {
            case RecordKind.CHANGE -> apply(states.byId(id).index(), change);
            case RecordKind.TABLE_CREATED -> {
                final Tables tables = journal.tables();
                states.add(id, tables.name(id), tables.keyField(id));
            }
            case RecordKind.TABLE_DROPPED -> dropTable(id);
            case RecordKind.INDEX_CREATED -> created.add(change.indexId());
            case RecordKind.INDEX_DROPPED -> dropIndex(id, change.indexId());
            default -> throw new IllegalStateException("unexpected kind=" + change.kind());
        }
    }

    private void dropTable(final int id) {
        created.removeIf(index -> journal.indexes().tableId(index) == id);
        states.remove(id);
        boolean more = true;
        while (more) {
            more = states.releaseDropped(1_024);
        }
    }

    private void dropIndex(final int tableId, final int id) {
        if (!created.remove((Integer) id)) {
            final TableState table = states.byId(tableId);
            table.removeIndex(table.indexById(id));
        }
    }

    private static void apply(final Index index, final JournalReader change) {
        if (change.hasNew()) {
            index.put(
                    change.block(),
                    change.keyOffset(),
                    change.keyLength(),
                    change.block(),
                    change.newOffset(),
                    change.newLength(),
                    change.sequence());
        } else {
            index.remove(change.block(), change.keyOffset(), change.keyLength());
        }
    }
}
