package io.tailrace;

import io.tailrace.error.Arguments;
import io.tailrace.error.EngineException;
import io.tailrace.feed.CommitTarget;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Acks;
import io.tailrace.write.Batch;
import io.tailrace.write.Ring;

/**
 * A batch of writes that happen together or not at all: in the journal, after a crash, for feeds and their windows. Not
 * thread safe; allocates while it grows to its largest use.
 *
 * <pre>{@code
 * Ack ack = engine.transaction()
 *         .add(accounts.update("a").put("balance", 90))
 *         .add(accounts.update("b").put("balance", 110))
 *         .commit();
 * }</pre>
 *
 * <p>Each write sees what those before it have done. The first write that is refused refuses all of them, and so does
 * an update or replacement that finds no document, unless it may {@linkplain Write#skipMissing() skip}. A write that
 * finds its document equal already, or nothing to delete, refuses nothing. The {@link Ack} tells which write was
 * refused: its number, its table and its key. All changes carry one time.
 *
 * <p>A {@link Query#read()} shows all of it or nothing. Look-ups such as {@link Table#read} show one document each, as
 * it is at that moment, and may see one write of a transaction a moment before another.
 */
public final class Transaction implements CommitTarget {
    /** What a block holds beside the changes. */
    private static final int BLOCK_BYTES = 64;

    private static final int NO_CURSOR = -1;

    private final Engine engine;
    private final int largestBytes;
    private final Batch batch;
    private final Ack ack = new Ack();
    private long timeNs = Ring.NO_TIME;
    /** Whose position is committed with all else, and where that is. */
    private int cursor = NO_CURSOR;

    private long before;
    private long generation;
    private long sequence;
    private long end;
    private int events;

    Transaction(Engine engine) {
        this.engine = engine;
        batch = new Batch(engine.journal().hashSeed());
        largestBytes = engine.config().largestBlockBytes() - BLOCK_BYTES;
    }

    /**
     * Takes a write into the transaction instead of committing it alone. If this throws, the transaction is as it was.
     *
     * @param write composed, not committed; must not be used afterwards
     * @return this
     * @throws io.tailrace.error.DocumentException for a missing or bad key
     * @throws io.tailrace.error.LimitException for a key or document over a limit, or when the transaction would become
     *     larger than a block: a quarter of a segment, 16 MiB at most and by default
     */
    public Transaction add(Write write) {
        if (!Arguments.given(write, "write", "add(write)").isOf(engine)) {
            throw new IllegalArgumentException("write is of another engine: begin it with a table of this one");
        }
        timeNs = Math.max(timeNs, write.addTo(batch, largestBytes - batch.length()));
        return this;
    }

    /**
     * Gives the changes a time of their own, see {@link Write#time}. The latest of this and of those that its writes
     * bring counts.
     *
     * @param epochNs epoch time in ns
     * @return this
     */
    public Transaction time(long epochNs) {
        timeNs = Math.max(timeNs, Math.max(epochNs, Ring.EARLIEST_TIME));
        return this;
    }

    /** {@return how many writes it holds} */
    public int size() {
        return batch.size();
    }

    /**
     * Takes the position of a feed in, which calls this.
     *
     * @hidden
     */
    @Override
    public void position(
            Object context, int ofCursor, long from, long newGeneration, long place, long endOfStretch, int ofEvents) {
        if (!engine.isContext(context)) {
            throw new EngineException(
                    "transaction is of another engine than the feed: begin one with the feed's engine");
        }
        if (cursor != NO_CURSOR && cursor != ofCursor) {
            throw new EngineException(
                    "transaction has the position of another feed already: commit them with a transaction each");
        }
        cursor = ofCursor;
        before = from;
        generation = newGeneration;
        sequence = place;
        end = endOfStretch;
        events = ofEvents;
    }

    /**
     * Forgets all writes, and the position of a feed where it was given one.
     *
     * @return this, empty
     */
    public Transaction clear() {
        batch.clear();
        timeNs = Ring.NO_TIME;
        cursor = NO_CURSOR;
        return this;
    }

    /**
     * Commits all of it and waits for the configured acknowledgement. Afterwards it is empty and can be used again; if
     * this throws before anything is handed in, it keeps its writes.
     *
     * @return outcome {@code REPLACED} and the sequence of the last change; {@code UNCHANGED} when nothing changed but
     *     the position of a feed; {@code SKIPPED} when it was empty; {@code ERROR} with the reason,
     *     {@link Ack#failedWrite}, {@link Ack#failedTable} and {@link Ack#failedKey} when one write could not be
     *     carried out and so none was. Valid until the next commit.
     * @throws io.tailrace.error.DiskFullException when there was no space; nothing is written
     * @throws io.tailrace.error.EngineFailedException and others as {@link Write#commit()}
     */
    public Ack commit() {
        return commit(engine.acknowledgement());
    }

    /**
     * Commits all of it and waits for an acknowledgement of its own level.
     *
     * @param level what is waited for
     * @return as {@link #commit()}
     * @throws io.tailrace.error.EngineException for {@link Acknowledgement#SYNCED} in memory; nothing is written
     */
    public Ack commit(Acknowledgement level) {
        if (Arguments.given(level, "level", "commit(level)") == Acknowledgement.RECEIVED) {
            if (isEmpty()) {
                return Acks.skip(ack, engine.lastSequence());
            }
            Acks.forget(ack);
            send(null, false);
            return ack;
        }
        engine.ring().checkMayWait();
        commit(ack, level);
        return engine.ring().await(ack);
    }

    /**
     * Commits without waiting: the ack is completed later, by the configured level, see {@link Write#commit(Ack)}.
     *
     * @param pending an ack that belongs to no write under way
     */
    public void commit(Ack pending) {
        commit(pending, engine.acknowledgement());
    }

    /**
     * Commits without waiting: the ack is completed later, when this level is reached.
     *
     * @param pending an ack that belongs to no write under way
     * @param level {@link Acknowledgement#JOURNALED} at least
     * @throws io.tailrace.error.EngineException for {@link Acknowledgement#SYNCED} in memory; nothing is written
     */
    public void commit(Ack pending, Acknowledgement level) {
        Arguments.given(pending, "pending", "commit(pending)");
        boolean synced = engine.isSynced(Arguments.given(level, "level", "commit(pending, level)"));
        if (isEmpty()) {
            Acks.skip(pending, engine.lastSequence());
        } else {
            send(pending, synced);
        }
    }

    private void send(Ack pending, boolean synced) {
        engine.session().checkNotComputed(batch);
        if (cursor == NO_CURSOR) {
            engine.ring().send(batch, timeNs, pending, synced);
        } else {
            sendWithPosition(pending, synced);
        }
        timeNs = Ring.NO_TIME;
    }

    private void sendWithPosition(Ack pending, boolean synced) {
        boolean sent = false;
        batch.addPlace(cursor, before, generation, sequence, end, events);
        try {
            engine.ring().send(batch, timeNs, pending, synced);
            sent = true;
        } finally {
            if (sent) {
                cursor = NO_CURSOR;
            } else {
                batch.removePlace();
            }
        }
    }

    private boolean isEmpty() {
        return batch.size() == 0 && cursor == NO_CURSOR;
    }
}
