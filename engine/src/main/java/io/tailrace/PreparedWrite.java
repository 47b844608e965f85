package io.tailrace;

import io.tailrace.document.KeyEncoder;
import io.tailrace.document.PreparedDocument;
import io.tailrace.error.Arguments;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Acks;
import io.tailrace.write.Gathered;
import io.tailrace.write.Operation;
import io.tailrace.write.Ring;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Upserts of flat documents whose fields are named beforehand, for programs that write as fast as they can: fields are
 * put by their numbers, and nothing is looked up. Made by {@link Table#prepare}; used again for each write.
 *
 * <pre>{@code
 * PreparedWrite quote = quotes.prepare("bid", "ask");
 * quote.key("BTCUSDT").put(0, 61_800.2).put(1, 61_800.3).commit();
 * }</pre>
 *
 * <p>What is stored is what {@link Table#upsert(CharSequence)} with the same values stores: a field that is put twice
 * keeps its last value, one that is not put is absent, for which writing takes longer. With its commit a write is over,
 * and all values are forgotten; where the commit throws before anything is handed in, they stay as they are.
 *
 * <p>{@link #gather()} puts a write aside instead, and {@link #commitAll()} hands in all that were gathered at a time,
 * in their order: many writes for the price of a few where producers and the writer run on different cores. They are no
 * {@link Transaction}: each is a change of its own.
 *
 * <p>Belongs to the thread that prepared it; used on another it throws {@link IllegalStateException}, and so it does in
 * a handler that this thread runs while it waits for room: a handler prepares one of its own. All limits are checked
 * here, before the write reaches the ring. Allocates nothing once it has grown to its largest use.
 */
public final class PreparedWrite {
    private final Engine engine;
    private final Session session;
    private final TableName table;
    private final Ring ring;
    private final Thread owner = Thread.currentThread();
    private final PreparedDocument document;
    private final Gathered gathered;
    private final KeyEncoder keys;
    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyEncoder.MAX_ENCODED_BYTES));
    private int keyLength;
    private long timeNs = Ring.NO_TIME;
    /** While there is no room in the ring, the thread may be the engine's, and run handlers. */
    private boolean handingIn;

    /** Made anew where a wait for an outcome was given up. */
    private Ack ack = new Ack();

    PreparedWrite(Engine engine, TableName table, String... fields) {
        this.engine = engine;
        this.table = table;
        session = engine.session();
        ring = engine.ring();
        document = new PreparedDocument(engine.dictionary(), engine.limits(), table.keyField(), fields);
        gathered = new Gathered(ring);
        keys = new KeyEncoder(engine.limits());
    }

    private PreparedDocument composing() {
        if (handingIn) {
            throw new IllegalStateException(
                    "prepared write is being handed in: a handler that runs meanwhile prepares one of its own");
        }
        if (owner != Thread.currentThread()) {
            throw new IllegalStateException("prepared write is of another thread: thread=" + owner.getName()
                    + " used by=" + Thread.currentThread().getName() + ", prepare one on each thread that writes");
        }
        return document;
    }

    /**
     * Puts the key.
     *
     * @param value any integer
     * @return this
     */
    public PreparedWrite key(long value) {
        composing().key(value);
        keyLength = 0; // of what is overwritten next
        keyLength = keys.encode(value, key, 0);
        return this;
    }

    /**
     * Puts the key; where it is refused there is none until another one is put.
     *
     * @param value text of at most 127 bytes of UTF-8 by default
     * @return this
     * @throws DocumentException if it is null or has a lone surrogate
     * @throws LimitException if it is too long
     */
    public PreparedWrite key(CharSequence value) {
        PreparedDocument composed = composing();
        keyLength = 0;
        int length = keys.encode(value, key, 0);
        composed.key(keys);
        keyLength = length;
        return this;
    }

    /**
     * Puts the key, a string that is UTF-8 already; where it is refused there is none until another one is put.
     *
     * @param source buffer that holds it
     * @param offset where it starts
     * @param length its length in bytes, at most 127 by default
     * @return this
     * @throws DocumentException if the buffer is null or it is not valid UTF-8
     * @throws LimitException if it is too long
     * @throws IndexOutOfBoundsException where the buffer does not hold that range
     */
    public PreparedWrite keyUtf8(DirectBuffer source, int offset, int length) {
        PreparedDocument composed = composing();
        keyLength = 0;
        int encoded = keys.encodeUtf8(source, offset, length, key, 0);
        composed.key(keys);
        keyLength = encoded;
        return this;
    }

    /**
     * Puts an integer.
     *
     * @param number of the field, from 0 in the order in which they were named
     * @param value any
     * @return this
     * @throws DocumentException if there is no such field
     */
    public PreparedWrite put(int number, long value) {
        composing().put(number, value);
        return this;
    }

    /**
     * Puts a float.
     *
     * @param number of the field, from 0 in the order in which they were named
     * @param value finite
     * @return this
     * @throws DocumentException if there is no such field, or the value is NaN or infinite
     */
    public PreparedWrite put(int number, double value) {
        composing().put(number, value);
        return this;
    }

    /**
     * Puts a boolean.
     *
     * @param number of the field, from 0 in the order in which they were named
     * @param value either
     * @return this
     * @throws DocumentException if there is no such field
     */
    public PreparedWrite put(int number, boolean value) {
        composing().put(number, value);
        return this;
    }

    /**
     * Puts a string.
     *
     * @param number of the field, from 0 in the order in which they were named
     * @param value any valid text, not null
     * @return this
     * @throws DocumentException if there is no such field, or the text is null or has a lone surrogate
     * @throws LimitException if it is too long
     */
    public PreparedWrite put(int number, CharSequence value) {
        composing().put(number, value);
        return this;
    }

    /**
     * Puts a string that is UTF-8 already, which is cheaper than text that is to be encoded.
     *
     * @param number of the field, from 0 in the order in which they were named
     * @param source buffer that holds it
     * @param offset where it starts
     * @param length its length in bytes
     * @return this
     * @throws DocumentException if there is no such field, or the buffer is null, or it is not valid UTF-8
     * @throws LimitException if it is too long
     * @throws IndexOutOfBoundsException where the buffer does not hold that range
     */
    public PreparedWrite putUtf8(int number, DirectBuffer source, int offset, int length) {
        composing().putUtf8(number, source, offset, length);
        return this;
    }

    /**
     * Puts bytes.
     *
     * @param number of the field, from 0 in the order in which they were named
     * @param source buffer that holds them
     * @param offset where they start
     * @param length how many
     * @return this
     * @throws DocumentException if there is no such field, or the buffer is null
     * @throws LimitException if they are too many
     * @throws IndexOutOfBoundsException where the buffer does not hold that range
     */
    public PreparedWrite putBytes(int number, DirectBuffer source, int offset, int length) {
        composing().putBytes(number, source, offset, length);
        return this;
    }

    /**
     * Puts a time.
     *
     * @param number of the field, from 0 in the order in which they were named
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     * @throws DocumentException if there is no such field
     */
    public PreparedWrite putTime(int number, long epochNs) {
        composing().putTime(number, epochNs);
        return this;
    }

    /**
     * Puts null, which is a value: a field that is not put is absent.
     *
     * @param number of the field, from 0 in the order in which they were named
     * @return this
     * @throws DocumentException if there is no such field
     */
    public PreparedWrite putNull(int number) {
        composing().putNull(number);
        return this;
    }

    /**
     * Gives the change a time of its own, see {@link Write#time}.
     *
     * @param epochNs epoch time in ns
     * @return this
     */
    public PreparedWrite time(long epochNs) {
        composing();
        timeNs = Math.max(epochNs, Ring.EARLIEST_TIME);
        return this;
    }

    /**
     * Forgets the values that were put, and the key and the time; not what was gathered.
     *
     * @return this
     */
    public PreparedWrite clear() {
        composing().clear();
        keyLength = 0;
        timeNs = Ring.NO_TIME;
        return this;
    }

    /**
     * Commits and waits for the configured acknowledgement.
     *
     * @return outcome and sequence; valid until the next commit
     * @throws DocumentException without a key; nothing is written
     * @throws LimitException for a document over a limit; nothing is written
     * @throws DiskFullException and others as {@link Write#commit()}
     */
    public Ack commit() {
        return commit(engine.acknowledgement());
    }

    /**
     * Commits and waits for an acknowledgement of this write's own level.
     *
     * @param level what is waited for
     * @return as {@link #commit()}
     * @throws io.tailrace.error.EngineException for {@link Acknowledgement#SYNCED} in memory; nothing is written
     * @throws DocumentException as {@link #commit()}, and likewise the others
     */
    public Ack commit(Acknowledgement level) {
        composing();
        boolean waits = Arguments.given(level, "level", "commit(level)") != Acknowledgement.RECEIVED;
        boolean synced = waits && engine.isSynced(level);
        if (ack.isPending()) {
            ack = new Ack();
        }
        if (!waits) {
            Acks.forget(ack);
            send(null, false);
            return ack;
        }
        ring.checkMayWait();
        send(ack, synced);
        return ring.await(ack);
    }

    /**
     * Commits without waiting: the ack is completed later, by the configured level, see {@link Write#commit(Ack)}.
     *
     * @param pending an ack that belongs to no write under way
     * @throws DocumentException as {@link #commit()}, and likewise the others, but for what is decided later
     */
    public void commit(Ack pending) {
        commit(pending, engine.acknowledgement());
    }

    /**
     * Commits without waiting: the ack is completed later, by a level of this write's own.
     *
     * @param pending an ack that belongs to no write under way
     * @param level what it is completed by, {@link Acknowledgement#JOURNALED} at least
     * @throws io.tailrace.error.EngineException for {@link Acknowledgement#SYNCED} in memory; nothing is written
     * @throws DocumentException as {@link #commit()}, and likewise the others, but for what is decided later
     */
    public void commit(Ack pending, Acknowledgement level) {
        composing();
        Arguments.given(pending, "pending", "commit(pending)");
        send(pending, engine.isSynced(Arguments.given(level, "level", "commit(pending, level)")));
    }

    private void send(Ack pending, boolean synced) {
        int length = measured();
        handingIn = true;
        try {
            ring.send(
                    Operation.UPSERT,
                    table.id(),
                    timeNs,
                    Ring.ANY_VERSION,
                    key,
                    keyLength,
                    document,
                    length,
                    pending,
                    synced);
        } finally {
            handingIn = false;
        }
        clear();
    }

    private int measured() {
        if (keyLength == 0) {
            throw new DocumentException("Inserted object must have primary key `" + table.keyField() + "`: table="
                    + table.name() + ", put it with key(..)");
        }
        int length = document.measure();
        session.checkNotComputed(table, key, keyLength);
        return length;
    }

    /**
     * Puts the write aside for {@link #commitAll()}, without an outcome.
     *
     * @return this, for the next write
     * @throws DocumentException without a key
     * @throws LimitException for a document over a limit, or when everything gathered would take more than half of the
     *     ring; the values stay as they are, and so does what was gathered
     */
    public PreparedWrite gather() {
        return gathering(null);
    }

    /**
     * Puts the write aside for {@link #commitAll()}.
     *
     * @param pending an ack for this write alone, completed after it was handed in, at the configured level
     * @return this, for the next write
     * @throws DocumentException as {@link #gather()}, and likewise the others
     */
    public PreparedWrite gather(Ack pending) {
        return gathering(Arguments.given(pending, "pending", "gather(pending)"));
    }

    private PreparedWrite gathering(Ack pending) {
        composing();
        int length = measured();
        gathered.add(table.id(), timeNs, key, keyLength, document, length, pending);
        return clear();
    }

    /** {@return how many writes are gathered and not handed in} */
    public int gathered() {
        composing();
        return gathered.size();
    }

    /**
     * Hands in all gathered writes, in their order. Waits for room in the ring, but not for the writer. What was put
     * since the last {@link #gather()} is not among them. If this throws, the writes that are in the ring by then are
     * no longer {@link #gathered()}, and the others still are.
     *
     * @throws io.tailrace.error.BackPressureException without room in the ring, if so configured
     * @throws io.tailrace.error.WriteTimeoutException without room in the ring in time, if so configured
     * @throws io.tailrace.error.EngineFailedException when the engine has failed
     * @throws io.tailrace.error.EngineClosedException when the engine is closed
     * @throws IllegalStateException when one of the acks is pending
     */
    public void commitAll() {
        composing();
        session.checkNotComputed(gathered);
        handingIn = true;
        try {
            ring.send(gathered, engine.acknowledgement() == Acknowledgement.SYNCED);
        } finally {
            handingIn = false;
        }
    }

    /**
     * Forgets the writes that were gathered and not handed in, and the values that were put.
     *
     * @return this
     */
    public PreparedWrite clearAll() {
        clear();
        gathered.clear();
        return this;
    }
}
