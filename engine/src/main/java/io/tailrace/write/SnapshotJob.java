package io.tailrace.write;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.error.TailraceException;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexWalk;
import io.tailrace.journal.IndexCatalogue;
import io.tailrace.journal.Journal;
import io.tailrace.journal.Snapshot;
import io.tailrace.journal.SnapshotWriter;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.function.LongSupplier;

/**
 * One snapshot that is being taken, in bounded steps that any thread may take; they wait for each other, and never for
 * the writer, nor it for them.
 *
 * @hidden
 */
public final class SnapshotJob {
    private static final int ENTRIES_PER_STEP = 256;
    private static final int CHANGES_PER_STEP = 1_024;

    private final Journal journal;
    private final LiveTables tables;
    private final LongSupplier applied;
    private final int kept;
    private final SnapshotCounts counts;
    private final SnapshotEvent event = SnapshotEvent.started();
    // All that follows is guarded by this object's lock.
    private final SnapshotWriter file;
    private final ArrayDeque<LiveTable> left = new ArrayDeque<>();
    private LiveTable table;
    private IndexWalk walk;
    private boolean walked;
    /** What the walk has met is the work of changes up to this one. */
    private long met;

    private long end;
    private Snapshot result;
    private RuntimeException failure;

    SnapshotJob(Journal journal, LiveTables tables, LongSupplier applied, int kept, SnapshotCounts counts) {
        this.journal = journal;
        this.tables = tables;
        this.applied = applied;
        this.kept = kept;
        this.counts = counts;
        file = SnapshotWriter.begin(journal);
        left.addAll(tables.all()); // after the begin, as those that are made later have all their changes after it
    }

    /**
     * Takes a step.
     *
     * @return whether something was done; where not, the writer is about to commit what is waited for, or it has ended
     */
    public synchronized boolean step() {
        if (isEnded()) {
            return false;
        }
        try {
            return work();
        } catch (Throwable e) {
            end(
                    e instanceof TailraceException known
                            ? known
                            : new EngineException(
                                    "the snapshot could not be taken: cause=" + e
                                            + ": the engine goes on, take it again",
                                    e));
            return true;
        }
    }

    private boolean work() {
        if (!walked) {
            walk();
            return true;
        }
        if (end == 0) {
            long committed = journal.knownSequence();
            end = committed >= met ? committed : 0;
            return end != 0;
        }
        if (!file.readJournal(end, CHANGES_PER_STEP)) {
            result = file.finish(ready(), kept);
            counts.taken(result.sequence());
            SnapshotEvent.end(event, result);
            file.close();
        }
        return true;
    }

    private void walk() {
        if (walk == null && !nextTable()) {
            walked = true;
            met = applied.getAsLong();
            return;
        }
        try {
            for (int i = 0; i < ENTRIES_PER_STEP; i++) {
                if (!walk.next()) {
                    walk = null;
                    return;
                }
                add(walk.entry());
            }
        } catch (EngineClosedException e) {
            walk = null; // it was dropped, before the end: nobody needs the rest
        }
    }

    private boolean nextTable() {
        table = left.poll();
        walk = table == null ? null : table.index().walk();
        return table != null;
    }

    private void add(IndexEntry entry) {
        file.document(
                table.id(),
                entry.buffer(),
                entry.keyOffset(),
                entry.keyLength(),
                entry.docOffset(),
                entry.docLength(),
                entry.sequence());
    }

    /** Indexes in which all documents are listed now. */
    private BitSet ready() {
        BitSet ready = new BitSet();
        IndexCatalogue indexes = journal.indexes();
        for (int id = 0; id < indexes.size(); id++) {
            LiveTable owner = indexes.exists(id) ? tables.byId(indexes.tableId(id)) : null;
            LiveIndex index = owner == null ? null : owner.indexById(id);
            ready.set(id, index != null && isReady(index));
        }
        return ready;
    }

    private static boolean isReady(LiveIndex index) {
        try {
            return index.entries().ready();
        } catch (EngineClosedException e) {
            return false; // it was dropped
        }
    }

    /** {@return whether it was taken, or failed} */
    public synchronized boolean isEnded() {
        return result != null || failure != null;
    }

    /**
     * What was taken, once it has ended.
     *
     * @return the snapshot
     * @throws TailraceException where it failed
     */
    public synchronized Snapshot result() {
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    /** Gives it up where it has not ended. */
    synchronized void cancel(RuntimeException why) {
        if (!isEnded()) {
            end(why);
        }
    }

    private void end(RuntimeException why) {
        failure = why;
        counts.failed();
        try {
            file.close();
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }
}
