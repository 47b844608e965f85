package io.tailrace;

import io.tailrace.bytes.Bytes;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentBuilder;
import io.tailrace.document.DocumentMerge;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.KeyDecoder;
import io.tailrace.error.Arguments;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EngineException;
import io.tailrace.error.LimitException;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Acks;
import io.tailrace.write.Batch;
import io.tailrace.write.Gathered;
import io.tailrace.write.Operation;
import io.tailrace.write.Ring;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;

/**
 * One write in the making: a document is composed in the words of {@link DocumentBuilder}, then committed. Not thread
 * safe.
 *
 * <p>Belongs to the thread that began it, and is over once it is committed, cancelled or added to a transaction, also
 * where that throws after looking at the document; any number may be in the making on one thread. Using one that is
 * over is an {@link IllegalStateException}, and so is using it on another thread, for the cost of one compare a call.
 * Writes that are over are used again, the one that has been over for longest first: one that was kept throws while its
 * thread begins 15 more, and may be one of those that follow. Where assertions are on, none is used again, and one that
 * was kept always throws.
 *
 * <p>All limits are checked here, before the write reaches the ring. Allocates nothing in the steady state, but for
 * {@link #put(Field, Object)} of collections, {@link #putAll(Map)} and {@link #json(String)}, for more writes in the
 * making than ever before, for each one that is neither committed nor cancelled, and where assertions are on.
 */
public final class Write extends DocumentBuilder<Write> {

    private final Engine engine;
    private final Session session;
    /** Whether its buffers are its own for good, not lent by the session for each use. */
    private final boolean keepsBuffers;

    private final Ack ack = new Ack();

    /** The thread that composes; null when this is over. */
    private Thread owner;

    /** Null when this is over, and whoever waits for it has been answered. */
    private WriteBuffers buffers;

    private TableName table;
    private Operation operation;
    private String generatedKey;
    private DocumentWriter composed;
    /** Null where what was composed is still to be encoded, straight into the ring. */
    private DirectBuffer encoded;

    private int keyLength;
    /** Whether the document was begun with the key, by a value that is the same whenever it is looked at. */
    private boolean beginsWithKey;

    private long timeNs;
    private long version;
    private boolean skipMissing;
    /** Whether a document without a key is refused rather than given one. */
    private boolean needsKey;

    Write(Engine engine, Session session, boolean keepsBuffers) {
        this.engine = engine;
        this.session = session;
        this.keepsBuffers = keepsBuffers;
    }

    Write begin(TableName target, Operation what) {
        engine.checkWritable();
        if (buffers == null) {
            buffers = keepsBuffers ? new WriteBuffers(engine) : session.takeBuffers();
        }
        table = target;
        operation = what;
        keyLength = 0;
        beginsWithKey = false;
        timeNs = Ring.NO_TIME;
        version = Ring.ANY_VERSION;
        skipMissing = false;
        generatedKey = null;
        buffers.writer.reset(target.id());
        needsKey = what == Operation.UPDATE || what == Operation.REPLACE;
        owner = Thread.currentThread();
        return this;
    }

    Write key(CharSequence value) {
        boolean taken = false;
        try {
            if (hasDocument()) {
                keyLength = buffers.keys.encode(value, buffers.key, 0, buffers.writer, table.key());
                beginsWithKey = true;
            } else {
                keyLength = buffers.keys.encode(value, buffers.key, 0);
            }
            taken = true;
            return this;
        } finally {
            if (!taken) {
                cancel(); // nobody gets this, so nobody else could
            }
        }
    }

    Write key(long value) {
        keyLength = buffers.keys.encode(value, buffers.key, 0);
        if (hasDocument()) {
            buffers.writer.put(table.key(), value);
            beginsWithKey = true;
        }
        return this;
    }

    Write key(Object value) {
        boolean taken = false;
        try {
            keyLength = buffers.keys.encodeValue(value, buffers.key, 0);
            if (hasDocument()) {
                buffers.writer.put(table.key(), value);
            }
            taken = true;
            return this;
        } finally {
            if (!taken) {
                cancel(); // nobody gets this, so nobody else could
            }
        }
    }

    /** A key as an index holds it; the document of an update need not repeat it. */
    Write encodedKey(DirectBuffer source, int offset, int length) {
        buffers.key.putBytes(0, source, offset, length);
        keyLength = length;
        return this;
    }

    Write version(long expected) {
        version = expected;
        return this;
    }

    private boolean hasDocument() {
        return operation != Operation.DELETE;
    }

    /**
     * Gives the change a time of its own, such as that of an exchange. A time before that of the previous change, or
     * further behind the engine's clock than {@link TailraceConfig#lateness} allows, which by default is not at all, is
     * moved up, and counted. One further ahead than {@link TailraceConfig#earliness} is refused by the commit.
     *
     * @param epochNs epoch time in ns
     * @return this
     */
    public Write time(long epochNs) {
        composing();
        timeNs = Math.max(epochNs, Ring.EARLIEST_TIME);
        return this;
    }

    /**
     * Writes only if the document still has the version that was read; otherwise the write, or the whole transaction
     * that it is part of, is refused with {@link io.tailrace.write.WriteError#VERSION_MISMATCH}. A document that an
     * earlier write of the same transaction has written has no version yet:
     * {@link io.tailrace.write.WriteError#VERSION_UNKNOWN}.
     *
     * @param expected sequence of the document's last change, see {@link DocumentBuffer#version()}; 0 for no document
     * @return this
     * @throws DocumentException in a plain insert, for a negative version, or when this write has a condition already;
     *     the write is as it was
     */
    public Write ifVersion(long expected) {
        composing();
        if (operation == Operation.INSERT) {
            throw misplaced(
                    "ifVersion(" + expected + ") is about a document that is there", "begin with table.upsert(key)");
        }
        if (expected < 0) {
            throw misplaced("version is negative: version=" + expected, "take the one that a read has told");
        }
        return condition(expected);
    }

    /**
     * Writes only if there is no document with this key; otherwise the write, or the whole transaction that it is part
     * of, is refused with {@link io.tailrace.write.WriteError#VERSION_MISMATCH}. A plain insert requires that anyway,
     * and is refused with {@link io.tailrace.write.WriteError#DUPLICATE_KEY}.
     *
     * @return this
     * @throws DocumentException in an update, a replacement or a delete, or when this write has a condition already;
     *     the write is as it was
     */
    public Write ifAbsent() {
        composing();
        return switch (operation) {
            case INSERT -> this;
            case UPDATE, REPLACE, DELETE ->
                throw misplaced("ifAbsent() is about no document", "begin with table.insert() or table.upsert(key)");
            default -> condition(0);
        };
    }

    private Write condition(long expected) {
        if (version != Ring.ANY_VERSION) {
            throw misplaced("write has a condition already: version=" + version, "put one on a write");
        }
        return version(expected);
    }

    /**
     * Skips this write when there is no document to update or replace: in a transaction, which is otherwise refused,
     * the rest is carried out. Outside a transaction updates and deletes skip anyway, and a replacement then does not
     * insert. A {@linkplain #ifVersion condition} is checked first.
     *
     * @return this
     * @throws DocumentException in an insert or upsert
     */
    public Write skipMissing() {
        composing();
        if (operation != Operation.UPDATE && operation != Operation.REPLACE && operation != Operation.DELETE) {
            throw misplaced(
                    "skipMissing() is about a document that is there",
                    "begin with table.update(key) or table.replace(key)");
        }
        skipMissing = true;
        return this;
    }

    private DocumentException misplaced(String what, String advice) {
        return new DocumentException(what + ": table=" + table.name() + " operation=" + operation + ", " + advice);
    }

    /**
     * Puts a plain Java object; in an update it may be a {@link Literal}, or a map with some.
     *
     * @param field handle of the name
     * @param value null, Boolean, a whole number, Double, Float, CharSequence, byte[], Instant, Map, Iterable, or a
     *     document or value that was read
     * @return this
     * @throws DocumentException for a value that is none of these or out of range
     */
    @Override
    public Write put(Field field, Object value) {
        return super.put(field, operation == Operation.UPDATE ? Patches.value(value) : value);
    }

    /**
     * Puts all entries of a map, nested maps and lists included; in an update with {@link Literal}s.
     *
     * @param values field names and values, as {@link #put(Field, Object)} takes them
     * @return this
     * @throws DocumentException for a value that is none of these or out of range
     */
    @Override
    public Write putAll(Map<String, ?> values) {
        Arguments.given(values, "values", "putAll(values)");
        return super.putAll(operation == Operation.UPDATE ? Patches.encoded(values) : values);
    }

    /**
     * Puts all fields of a JSON object.
     *
     * @param text one JSON object
     * @return this
     * @throws DocumentException for text that is not one, with line and column
     */
    public Write json(String text) {
        DocumentWriter writer = composing();
        buffers.json.read(Arguments.given(text, "text", "json(text)"), writer);
        return this;
    }

    /**
     * Puts all fields of a JSON object.
     *
     * @param text holds UTF-8, copied
     * @param offset of the object
     * @param length of the object in bytes
     * @return this
     * @throws DocumentException for text that is not one, with line and column
     * @throws IndexOutOfBoundsException where the array does not hold that range
     */
    public Write json(byte[] text, int offset, int length) {
        DocumentWriter writer = composing();
        Arguments.given(text, "text", "json(text, offset, length)");
        buffers.json.read(text, Objects.checkFromIndexSize(offset, length, text.length), length, writer);
        return this;
    }

    /**
     * Replaces what is stored in a field instead of merging into it; in updates only.
     *
     * @param name of the field of the innermost object
     * @param value as {@link #putAll} takes them
     * @return this
     * @throws DocumentException when this is no update
     */
    public Write literal(String name, Object value) {
        Literal.of(value).put(updating("literal", name), name);
        return this;
    }

    /**
     * Removes a field from the stored document; in updates only.
     *
     * @param name of the field of the innermost object; nothing happens when it is absent
     * @return this
     * @throws DocumentException when this is no update
     */
    public Write remove(String name) {
        Literal.none().put(updating("remove", name), name);
        return this;
    }

    private DocumentWriter updating(String what, String name) {
        DocumentWriter writer = composing();
        Arguments.given(name, "name", what + "(name)");
        if (operation != Operation.UPDATE) {
            throw new DocumentException(what + "(name) is part of an update only: table=" + table.name() + " field="
                    + name + " operation=" + operation + ", begin with table.update(key)");
        }
        if (name.equals(table.keyField()) && writer.isComplete()) {
            throw keyChanged("no value or a literal");
        }
        return writer;
    }

    /** The writer of the document, for computations that begin with another. */
    DocumentWriter document() {
        return composing();
    }

    @Override
    protected DocumentWriter writer() {
        return composing();
    }

    /**
     * Commits and waits for the configured acknowledgement.
     *
     * @return outcome and sequence; valid until this thread's next write
     * @throws DocumentException for a missing or bad key; nothing is written
     * @throws LimitException for a key or document over a limit; nothing is written
     * @throws DiskFullException when there is no space for the change; nothing is written
     * @throws io.tailrace.error.BackPressureException without room in the ring, if so configured
     * @throws io.tailrace.error.WriteTimeoutException without room in the ring in time, if so configured
     * @throws io.tailrace.error.EngineFailedException when the engine has failed; the write may be in the journal if it
     *     failed while this call waited
     * @throws io.tailrace.error.UnsyncedException when it was to be {@link Acknowledgement#SYNCED} and forcing it
     *     failed: it is journaled and may or may not be on the disk
     * @throws io.tailrace.error.EngineClosedException when the engine is closed
     * @throws io.tailrace.error.IllegalBlockingCallException in a handler that the engine's one thread runs; nothing is
     *     written
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
        if (waits) {
            engine.ring().checkMayWait();
        } else {
            Acks.forget(ack);
        }
        try {
            send(waits ? ack : null, synced);
            return waits ? engine.ring().await(ack) : ack;
        } finally {
            release();
        }
    }

    /**
     * Commits without waiting: the ack is completed later, when the configured level is reached; with
     * {@link Acknowledgement#RECEIVED} when the write is journaled. For many writes in flight, each with an ack of its
     * own. {@link Tailrace#await} waits for one.
     *
     * @param pending an ack that belongs to no write under way
     * @throws DocumentException as {@link #commit()}, and likewise the others, except for what is decided later
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
     * @throws DocumentException as {@link #commit()}, and likewise the others, except for what is decided later
     */
    public void commit(Ack pending, Acknowledgement level) {
        composing();
        Arguments.given(pending, "pending", "commit(pending)");
        boolean synced = engine.isSynced(Arguments.given(level, "level", "commit(pending, level)"));
        try {
            send(pending, synced);
        } finally {
            release();
        }
    }

    /**
     * Abandons the write. A write that is neither committed nor cancelled does no harm, but the next one of this thread
     * takes memory of its own: cancel one that refused a value, too.
     *
     * @throws IllegalStateException when it was committed or cancelled before, or belongs to another thread
     */
    public void cancel() {
        composing();
        over();
        release();
    }

    private DocumentWriter composing() {
        if (owner != Thread.currentThread()) {
            throw misused();
        }
        return buffers.writer;
    }

    private IllegalStateException misused() {
        Thread of = owner;
        return new IllegalStateException(
                of == null
                        ? "write is over, it was committed, cancelled or added to a transaction: begin another, such as"
                                + " with table.upsert(key), and keep none beyond its commit"
                        : "write is of another thread: thread=" + of.getName() + " used by="
                                + Thread.currentThread().getName() + ", begin one on each thread that writes");
    }

    /** Nobody composes this any more. */
    void over() {
        owner = null;
    }

    /** Whether a wait for the outcome was given up, which is still to come. */
    boolean isPending() {
        return ack.isPending();
    }

    /** Nobody needs what this was composed in any more. */
    private void release() {
        if (!keepsBuffers) {
            WriteBuffers free = buffers;
            buffers = null;
            session.release(isPending() ? null : this, free);
        }
    }

    private void send(Ack pending, boolean synced) {
        int length = finish(!keepsBuffers);
        WriteBuffers in = buffers;
        session.checkNotComputed(table, in.key, keyLength);
        Operation asked = operation.asked(false, skipMissing);
        Ring ring = engine.ring();
        if (composed == null || encoded != null) {
            ring.send(asked, table.id(), timeNs, version, in.key, keyLength, encoded, 0, length, pending, synced);
        } else {
            ring.send(asked, table.id(), timeNs, version, in.key, keyLength, in.measured, length, pending, synced);
        }
    }

    /** Puts what was composed into a transaction instead of the ring; returns the time it brought. */
    long addTo(Batch batch, int roomBytes) {
        composing();
        try {
            return copyTo(batch, roomBytes);
        } finally {
            release();
        }
    }

    private long copyTo(Batch batch, int roomBytes) {
        int length = finish(false);
        int bytes = Batch.bytes(keyLength, length);
        if (bytes > roomBytes) {
            throw new LimitException(
                    "transactionBytes",
                    batch.length() + (long) bytes,
                    batch.length() + roomBytes,
                    "table=" + table.name()
                            + ", split the transaction; a block is a quarter of segmentBytes, 16 MiB at most");
        }
        Operation asked = operation.asked(true, skipMissing);
        batch.add(asked, table.id(), version, buffers.key, keyLength, encoded, 0, length);
        return timeNs;
    }

    boolean isAbout(TableName other, DirectBuffer key, int length) {
        return table.id() == other.id() && Bytes.compare(buffers.key, 0, keyLength, key, 0, length) == 0;
    }

    boolean isAboutOneIn(Gathered writes) {
        return writes.isAbout(table.id(), buffers.key, keyLength);
    }

    boolean isAboutOneIn(Batch batch) {
        return batch.isAbout(table.id(), buffers.key, keyLength);
    }

    /** What is thrown where its document is written while it is computed in this. */
    EngineException computed() {
        return new EngineException("document is being computed by the function that writes it: " + about()
                + ", let the function put what is to be written on the document that it makes, or write after the call"
                + " that computes has returned; nothing is written");
    }

    /** Table and key for messages; also when this is over, of one that keeps its buffers. */
    String about() {
        return "table=" + table.name() + " key=" + new KeyDecoder().text(buffers.key, 0, keyLength);
    }

    boolean isOf(Engine other) {
        return engine == other;
    }

    /**
     * Ends the composing, and checks everything that can be checked here; returns the length of the document, which is
     * not encoded where it may be left out and nothing of it has to be looked at.
     */
    private int finish(boolean mayLeaveOut) {
        DocumentWriter writer = composing();
        over();
        encoded = null;
        composed = null;
        if (!hasDocument()) {
            return 0;
        }
        composed = writer;
        int length = writer.measure();
        boolean hasItsKey = beginsWithKey && writer.keepsFirst();
        if (mayLeaveOut && hasItsKey && !writer.isNested()) {
            return length;
        }
        writer.encode();
        Document document = buffers.document.wrap(writer.buffer(), writer.offset(), length);
        if (writer.isNested() && operation != Operation.UPDATE && DocumentMerge.hasLiteral(document)) {
            throw new DocumentException("stray literal, there is nothing to merge it into: table=" + table.name()
                    + " operation=" + operation + ", use literals in updates only");
        }
        if (!hasItsKey && !hasKey()) {
            composed = withNewKey();
            length = composed.length();
            document.wrap(composed.buffer(), composed.offset(), length);
            hasKey();
        }
        encoded = composed.buffer();
        return length;
    }

    private DocumentWriter withNewKey() {
        DocumentWriter keyed = buffers.keyed();
        generatedKey = engine.newKey();
        keyed.reset().putAll(buffers.document).put(table.key(), generatedKey).finish();
        return keyed;
    }

    /**
     * Takes the key from the document, or makes sure that it is the one the write was begun with; false when there is
     * none and one is to be made.
     */
    private boolean hasKey() {
        WriteBuffers in = buffers;
        Document document = in.document;
        if (keyLength > 0 && in.keys.isKeyOf(document, table.key(), in.key, keyLength)) {
            return true;
        }
        if (!document.has(table.key())) {
            if (keyLength == 0 && !needsKey) {
                return false;
            }
            if (keyLength > 0 && operation == Operation.UPDATE) {
                return true;
            }
            throw new DocumentException("Inserted object must have primary key `" + table.keyField() + "`: table="
                    + table.name() + ", begin with the key or put the field");
        }
        int documentKeyLength = in.keys.encode(document, table.key(), in.documentKey, 0);
        if (keyLength > 0 && Bytes.compare(in.key, 0, keyLength, in.documentKey, 0, documentKeyLength) != 0) {
            throw keyChanged(document.value(table.key()));
        }
        in.key.putBytes(0, in.documentKey, 0, documentKeyLength);
        keyLength = documentKeyLength;
        return true;
    }

    private DocumentException keyChanged(Object value) {
        return new DocumentException("Primary key `" + table.keyField() + "` cannot be changed: table=" + table.name()
                + " field=" + table.keyField() + " value=" + value + ", delete the document and insert another");
    }

    /**
     * The key that was made for a document without one.
     *
     * @return its text, once committed; null when the document brought its key. Valid until this thread's next write.
     */
    public String generatedKey() {
        return generatedKey;
    }

    /** What was composed, once committed; of one that keeps its buffers. */
    Document committed() {
        return buffers.document;
    }

    /** Commits and waits for the outcome, also where no write waits for it. */
    Ack commitDecided() {
        Acknowledgement level = engine.acknowledgement();
        return commit(level == Acknowledgement.RECEIVED ? Acknowledgement.JOURNALED : level);
    }

    /** Decides this write as not needed. */
    Ack skip() {
        return Acks.skip(ack, engine.lastSequence());
    }
}
