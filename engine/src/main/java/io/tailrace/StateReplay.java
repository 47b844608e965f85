package io.tailrace;

import io.tailrace.error.EngineException;
import io.tailrace.index.Index;
import io.tailrace.journal.ChangeHandler;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.journal.Tables;
import io.tailrace.write.TableState;
import io.tailrace.write.TableStates;

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
            finishOrderedKeys();
        }
    }

    private void applyOrFail() {
        try {
            onChange(reader);
        } catch (final Throwable ex) {
            failure = new EngineException(
                    "the state cannot follow the journal any more: sequence=" + reader.sequence() + " cause=" + ex
                            + ", mend the cause and open the engine again",
                    ex);
            throw failure;
        }
    }

    private void finishOrderedKeys() {
        for (final TableState table : states.all()) {
            work(table.index());
        }
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
            case RecordKind.TABLE_DROPPED -> states.remove(id);
            default -> throw new IllegalStateException("unexpected kind=" + change.kind());
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
