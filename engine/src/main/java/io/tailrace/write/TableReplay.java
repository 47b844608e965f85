package io.tailrace.write;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.EngineException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.TailraceException;
import io.tailrace.expression.Expression;
import io.tailrace.index.Index;
import io.tailrace.journal.IndexCatalogue;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.journal.StateHandler;
import io.tailrace.journal.TableCatalogue;
import java.util.BitSet;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Builds the state of all tables from the journal: once when an engine recovers, again and again in one that only reads
 * beside a writer.
 *
 * @hidden
 */
public final class TableReplay implements StateHandler {
    private final Journal journal;
    private final LiveTables states;
    private final ContentCheck contents;
    private final ReplayBatch batch = new ReplayBatch();
    /** Null where somebody may read the state between two changes, and where nothing is replayed any more. */
    private ReplayFold fold;

    private JournalReader reader;
    /** A change that could not be applied is not passed over: from then on the state is wrong. */
    private RuntimeException failure;
    /** Whether something was applied since what is not maintained change by change was built; reading on may fail. */
    private boolean unfinished;
    /** Indexes that are built when everything else is there. */
    private final BitSet created = new BitSet();
    /** Those of them that were being built when a snapshot was taken: the writer goes on with that. */
    private final BitSet unready = new BitSet();
    // Written under this object's lock.
    private final AppliedSequence applied = new AppliedSequence();

    /**
     * Makes one that has replayed nothing.
     *
     * @param journal to replay
     * @param states that it applies to
     */
    public TableReplay(Journal journal, LiveTables states) {
        this.journal = journal;
        this.states = states;
        contents = new ContentCheck(journal.dictionary());
    }

    /**
     * Says that nobody reads the state before the next call of {@link #finish}, so that of each key the last of many
     * changes will do. All of them are looked into.
     *
     * @return this
     */
    public TableReplay folding() {
        return folding(ReplayFold.MOST_CHANGES);
    }

    /**
     * The same, with an account of fewer changes at a time.
     *
     * @param mostChanges 1 to 1,048,576
     * @return this
     */
    public synchronized TableReplay folding(int mostChanges) {
        fold = new ReplayFold(states, batch, journal.hashSeed(), mostChanges);
        return this;
    }

    /**
     * Applies what has been committed since the last call. Any thread.
     *
     * @throws CorruptJournalException for damage, now and from then on
     * @throws EngineException where the state cannot follow the journal any more, now and from then on
     */
    public synchronized void catchUp() {
        if (failure != null) {
            throw failure;
        }
        begin();
        long committed = journal.knownSequence(); // whoever was told of it must find it in the state
        while (nextUpTo(committed)) {
            unfinished = true;
            applyOrFail();
        }
        if (unfinished) {
            finishOrFail();
            unfinished = false;
        }
        if (reader.position() < committed) {
            throw new EngineException("the journal ends at sequence=" + reader.position() + " though " + committed
                    + " is committed, open the engine again");
        }
    }

    /** Where segments are retired before the first change is read, it begins anew with a newer state. */
    private void begin() {
        while (reader == null) {
            try {
                reader = journal.stateReader(this);
                unfinished = true; // a state may have come first
                applied.announce(reader.position()); // a journal need not begin at 1, nor hold a change
            } catch (RuntimeException e) {
                forgetAll();
                if (!(e instanceof ExpiredException) || journal.isView()) { // of then there is no newer state
                    throw e;
                }
            }
        }
    }

    private void forgetAll() {
        for (LiveTable table : List.copyOf(states.all())) {
            dropTable(table.id());
        }
        created.clear();
        unready.clear();
    }

    private boolean nextUpTo(long committed) {
        try {
            return reader.next() || reader.nextUpTo(committed);
        } catch (ExpiredException e) {
            failure = new ExpiredException(
                    e.requested(),
                    e.oldest(),
                    "nobody has read the tables of this engine, which another process writes, for so long that they"
                            + " cannot follow any more: open the engine again");
            throw failure;
        }
    }

    /** Builds what is not maintained change by change; to be called after the last change of a replay. */
    public synchronized void finish() {
        if (fold != null) {
            fold.apply();
            fold = null;
        }
        for (int id = created.nextSetBit(0); id >= 0; id = created.nextSetBit(id + 1)) {
            if (!unready.get(id)) {
                addIndex(id);
            }
        }
        for (LiveTable table : states.all()) {
            work(table.index());
        }
        for (int id = unready.nextSetBit(0); id >= 0; id = unready.nextSetBit(id + 1)) {
            addIndex(id);
        }
        created.clear();
        unready.clear();
    }

    private void addIndex(int id) {
        IndexCatalogue indexes = journal.indexes();
        LiveIndex index =
                new LiveIndex(id, indexes.name(id), indexes.expression(id), indexes.multi(id), journal.dictionary());
        states.byId(indexes.tableId(id)).addIndex(index);
    }

    /** {@return the sequence that the indexes show no change beyond, as {@link AppliedSequence#get()}} Any thread. */
    public long appliedSequence() {
        return applied.get();
    }

    private void applyOrFail() {
        applied.announce(reader.sequence());
        try {
            onChange(reader);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private void finishOrFail() {
        try {
            batch.apply(); // a view may end in the middle of a block
            finish();
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(Throwable cause) {
        if (cause instanceof CorruptJournalException damage) {
            failure = damage;
            return damage;
        }
        failure = new EngineException(
                "the state cannot follow the journal any more: sequence=" + reader.sequence() + " cause=" + cause
                        + ", mend the cause and open the engine again",
                cause);
        return failure;
    }

    /**
     * Builds the ordered keys of an index that has no writer of its own.
     *
     * @param index of a table
     */
    public synchronized void work(Index index) {
        boolean more = true;
        while (more) {
            more = index.work(1_024);
        }
    }

    /** The last change of a block is applied before this returns, and with it all before it; but where it folds. */
    @Override
    public void onChange(JournalReader change) {
        int id = change.tableId();
        LiveTable table = states.byId(id);
        if (table == null != (change.kind() == RecordKind.TABLE_CREATED)) {
            throw change.damage((table == null ? "table does not exist" : "table exists already") + ": table=" + id);
        }
        if (change.kind() == RecordKind.CHANGE) {
            contents.onChange(change);
            if (fold != null) {
                fold.add(change);
            } else {
                batch.add(table.index(), change);
            }
            return;
        }
        if (fold != null) {
            fold.apply();
        }
        batch.apply();
        switch (change.kind()) {
            case RecordKind.TABLE_CREATED -> {
                TableCatalogue tables = journal.tables();
                states.add(id, tables.name(id), tables.keyField(id));
            }
            case RecordKind.TABLE_DROPPED -> dropTable(id);
            case RecordKind.INDEX_CREATED -> createIndex(table, change);
            case RecordKind.INDEX_DROPPED -> dropIndex(table, change);
            default -> throw new IllegalStateException("unexpected kind=" + change.kind());
        }
    }

    private void dropTable(int id) {
        for (int index = created.nextSetBit(0); index >= 0; index = created.nextSetBit(index + 1)) {
            if (journal.indexes().tableId(index) == id) {
                forget(index);
            }
        }
        states.remove(id);
        boolean more = true;
        while (more) {
            more = states.releaseDropped(1_024);
        }
    }

    private void createIndex(LiveTable table, JournalReader change) {
        int id = change.indexId();
        if (created.get(id) || table.indexById(id) != null) {
            throw change.damage("index exists already: index=" + id);
        }
        try {
            Expression.parse(journal.indexes().expression(id));
        } catch (TailraceException e) {
            throw change.damage("index has no expression: index=" + id + ": " + e.getMessage());
        }
        created.set(id);
    }

    private void dropIndex(LiveTable table, JournalReader change) {
        int id = change.indexId();
        if (created.get(id)) {
            forget(id);
            return;
        }
        LiveIndex index = table.indexById(id);
        if (index == null) {
            throw change.damage("index does not exist: index=" + id);
        }
        table.removeIndex(index);
    }

    private void forget(int index) {
        created.clear(index);
        unready.clear(index);
    }

    @Override
    public void onState(long sequence, TableCatalogue tables) {
        for (int id = 0; id < tables.size(); id++) {
            if (tables.exists(id)) {
                states.add(id, tables.name(id), tables.keyField(id));
            }
        }
    }

    @Override
    public void onDocument(
            int tableId,
            long sequence,
            DirectBuffer buffer,
            int keyOffset,
            int keyLength,
            int docOffset,
            int docLength) {
        Index index = states.byId(tableId).index();
        if (docLength < 0) {
            index.remove(buffer, keyOffset, keyLength);
        } else {
            index.put(buffer, keyOffset, keyLength, buffer, docOffset, docLength, sequence);
        }
    }

    @Override
    public void onIndex(int indexId, boolean ready) {
        created.set(indexId);
        unready.set(indexId, !ready);
    }
}
