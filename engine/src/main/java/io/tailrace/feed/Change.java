package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.KeyDecoder;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.error.Arguments;
import io.tailrace.error.DocumentException;
import io.tailrace.error.StaleViewException;
import io.tailrace.query.ChangeImages;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One event of a feed: a change of the result, an initial value, a state or an overflow. Not thread safe. It is one
 * view, used again for every event: valid until the handler returns or, where it was taken by iteration, until the next
 * call on the feed. {@link #copy()} keeps an event longer. When assertions are enabled, using it or its values after
 * that throws a {@link StaleViewException}. No accessor allocates, except {@link #key()} for arrays.
 */
public final class Change {
    /** The document has no place in an order, or offsets were not asked for. */
    public static final int NO_OFFSET = -1;

    private final Dictionary dictionary;
    private final boolean types;
    private final boolean offsets;
    private final EventRow row;
    /** Of the feed that shows it, null where that keeps no position under a name, and for copies. */
    private final FeedCursor cursor;
    /** Where the branches of a feed put what is to be shown next. */
    final ViewChange shown = new ViewChange();
    /** Made when a key is first asked for. */
    private KeyDecoder keys;

    private Value keyValue;
    private String table;
    private boolean takenBack;
    private long transactionEnd;
    private ChangeKind kind = ChangeKind.CHANGE;
    private long sequence;
    private long timeNs;
    private int ordinal;
    private long skipped;
    private Value oldVal;
    private Value newVal;
    /** Whose documents these are, each looked at when somebody asks for it; null where they can be read as they are. */
    private ChangeImages images;

    private int oldOffset = NO_OFFSET;
    private int newOffset = NO_OFFSET;
    private boolean replaces;
    private DirectBuffer key;
    private int keyOffset;
    private int keyLength;
    private Value stepped;

    /**
     * @param dictionary names and shapes of the documents
     * @param types whether the event as one value has a type
     * @param offsets whether it has places
     */
    Change(Dictionary dictionary, boolean types, boolean offsets) {
        this(dictionary, types, offsets, null);
    }

    /**
     * @param dictionary names and shapes of the documents
     * @param types whether the event as one value has a type
     * @param offsets whether it has places
     * @param cursor of the feed, null for none
     */
    Change(Dictionary dictionary, boolean types, boolean offsets, FeedCursor cursor) {
        this.cursor = cursor;
        this.dictionary = dictionary;
        this.types = types;
        this.offsets = offsets;
        row = new EventRow(this, dictionary, types, offsets);
    }

    /** Shows an event with values. */
    void show(
            ChangeKind newKind,
            String newTable,
            long newSequence,
            long newTransactionEnd,
            long newTimeNs,
            int newOrdinal,
            ViewChange from) {
        // References that are there already are not stored again, as in ViewChange.
        if (kind != newKind) {
            kind = newKind;
        }
        if (!newTable.equals(table)) {
            table = newTable;
        }
        sequence = newSequence;
        transactionEnd = newTransactionEnd;
        timeNs = newTimeNs;
        ordinal = newOrdinal;
        if (images != from.images) {
            images = from.images;
        }
        if (oldVal != from.oldVal) {
            oldVal = from.oldVal;
        }
        if (newVal != from.newVal) {
            newVal = from.newVal;
        }
        oldOffset = from.oldOffset;
        newOffset = from.newOffset;
        replaces = from.replaces;
        if (key != from.key) {
            key = from.key;
        }
        keyOffset = from.keyOffset;
        keyLength = from.keyLength;
        stepped = null;
        row.moved();
    }

    /** A change that shows the same in views of its own, to be lent. */
    Change another() {
        Change another = new Change(dictionary, types, offsets, cursor);
        another.showWithoutValues(this);
        another.oldVal = viewOf(before());
        another.newVal = viewOf(after());
        another.stepped = viewOf(stepped);
        another.key = key;
        another.keyOffset = keyOffset;
        another.keyLength = keyLength;
        return another;
    }

    private static Value viewOf(Value value) {
        return value == null ? null : new Value(value.dictionary()).set(value);
    }

    private void showWithoutValues(Change other) {
        kind = other.kind;
        sequence = other.sequence;
        timeNs = other.timeNs;
        ordinal = other.ordinal;
        skipped = other.skipped;
        table = other.table;
        transactionEnd = other.transactionEnd;
        oldOffset = other.oldOffset;
        newOffset = other.newOffset;
        replaces = other.replaces;
    }

    /** The call is over that this was lent for. */
    void takenBack() {
        takenBack = true;
        row.takeBack();
        takeBack(oldVal);
        takeBack(newVal);
        takeBack(stepped);
        takeBack(keyValue);
    }

    private static void takeBack(Value value) {
        if (value != null) {
            value.takeBack();
        }
    }

    private void checkLent() {
        if (Feed.LENDING && takenBack) {
            throw new StaleViewException("change");
        }
    }

    /** Shows an event without values. */
    void show(ChangeKind newKind, long newSequence, long newSkipped) {
        kind = newKind;
        sequence = newSequence;
        skipped = newSkipped;
        table = null;
        transactionEnd = newSequence;
        timeNs = 0;
        ordinal = 0;
        images = null;
        oldVal = null;
        newVal = null;
        oldOffset = NO_OFFSET;
        newOffset = NO_OFFSET;
        key = null;
        keyOffset = 0;
        keyLength = 0;
        stepped = null;
        row.moved();
    }

    /** What steps after changes have made of it, null when it is the event itself. */
    Value stepped() {
        return stepped;
    }

    void stepped(Value value) {
        stepped = value;
    }

    /** Whether it shows a document that was and stays at its place in the result, before and after a change. */
    boolean isUpdate() {
        return kind == ChangeKind.CHANGE && oldVal != null && newVal != null && !replaces && oldOffset == newOffset;
    }

    /** The event as a row for steps after changes. */
    EventRow row() {
        return row;
    }

    /**
     * The sequence of the last change folded into this event; for initial values and states the sequence whose state
     * they belong to; for an overflow that of the last change thrown away.
     *
     * @return a sequence, from 1; 0 for the state before all changes
     */
    public long sequence() {
        checkLent();
        return sequence;
    }

    /**
     * Tells events with one sequence apart: one write makes several where a document is in the result more than once.
     * Squashed events with one sequence have different ordinals too, possibly with gaps.
     *
     * @return a number from 0; always 0 for a feed of a whole table
     */
    public int ordinal() {
        checkLent();
        return ordinal;
    }

    /**
     * Journal time of the change that {@link #sequence()} names.
     *
     * @return nanoseconds since the epoch, 0 for anything but a change
     */
    public long timeNs() {
        checkLent();
        return timeNs;
    }

    /**
     * The document before the change, as a view with the lifetime of this event.
     *
     * @return null when it was not in the result, or the event has no such side
     * @throws DocumentException when the view value is no document, see {@link #oldValue()}
     */
    public Document oldVal() {
        checkLent();
        return oldVal == null ? null : document(before(), "oldValue()");
    }

    /**
     * The document after the change, as a view with the lifetime of this event.
     *
     * @return null when it is not in the result, or the event has no such side
     * @throws DocumentException when the view value is no document, see {@link #newValue()}
     */
    public Document newVal() {
        checkLent();
        return newVal == null ? null : document(after(), "newValue()");
    }

    private Value before() {
        return images == null || oldVal == null ? oldVal : images.oldValue();
    }

    private Value after() {
        return images == null || newVal == null ? newVal : images.newValue();
    }

    private static Document document(Value value, String instead) {
        if (value.type() != ValueType.OBJECT) {
            throw new DocumentException("value is " + value.type() + " and no document: ask for " + instead);
        }
        return value.document();
    }

    /**
     * What the event means for the result: add, remove, change, initial value or state.
     *
     * @return null only for an overflow
     */
    public ChangeType type() {
        checkLent();
        return switch (kind) {
            case CHANGE -> oldVal == null ? ChangeType.ADD : newVal == null ? ChangeType.REMOVE : ChangeType.CHANGE;
            case INITIAL -> ChangeType.INITIAL;
            case INITIALIZING, READY, CONFLATING, CAUGHT_UP -> ChangeType.STATE;
            case OVERFLOW -> null;
        };
    }

    /**
     * The table of the document.
     *
     * @return its name; null for states and overflows, which belong to the feed as a whole
     */
    public String table() {
        checkLent();
        return table;
    }

    /**
     * The last sequence of the transaction that {@link #sequence()} belongs to. Everything up to it happened together,
     * so a reader that shows only whole transactions waits for the events up to it. Under squash it is the transaction
     * of the last change folded in.
     *
     * @return the sequence of the last change of the transaction, of whatever table; {@link #sequence()} where there is
     *     no transaction
     */
    public long transactionEnd() {
        checkLent();
        return transactionEnd;
    }

    /**
     * The key of the document on the new side, or else on the old one. A whole number comes as an integer, even if it
     * was written as a float.
     *
     * @return a view, valid as long as this event and until the next call; null where there is no document. A key that
     *     is an array allocates, others do not
     */
    public Value key() {
        checkLent();
        if (key == null) {
            return null;
        }
        if (keys == null) {
            keys = new KeyDecoder();
            keyValue = new Value(dictionary);
        }
        keys.value(key, keyOffset, keyLength, keyValue);
        return keyValue;
    }

    /**
     * Has the position of the feed after this event committed with a transaction, together with everything the
     * transaction writes or not at all: so what a handler writes is written exactly once. The handler commits that
     * transaction next. It may cover several events, of which the last one calls this. If the feed runs on the thread
     * of the engine, it must be committed without waiting.
     *
     * <p>A transaction that is refused leaves the position where it was. The handler may make another one for the same
     * event; otherwise those for later events are refused as well, with
     * {@link io.tailrace.write.WriteError#CURSOR_MOVED}, and a feed that is opened again goes on from the last one
     * committed. So transactions may be in flight one after the other without waiting. Allocates nothing.
     *
     * @param transaction of the same engine, to be committed before another one is given a position
     * @throws io.tailrace.error.CursorException when the feed has no {@linkplain ChangesOptions#cursor cursor} that is
     *     moved by transactions, for an initial value, and for a copy
     * @throws io.tailrace.error.EngineException when the transaction is of another engine, or has the position of
     *     another feed
     */
    public void commitWith(CommitTarget transaction) {
        checkLent();
        Arguments.given(transaction, "transaction", "commitWith(transaction)");
        if (cursor == null) {
            throw FeedCursor.none();
        }
        cursor.commitWith(transaction);
    }

    /**
     * Keeps the event beyond the call of the handler. Allocates.
     *
     * @return a new event with values of its own, which never changes; any thread may read it, one at a time
     */
    public Change copy() {
        checkLent();
        Change copy = new Change(dictionary, types, offsets);
        copy.showWithoutValues(this);
        copy.oldVal = copyOf(before());
        copy.newVal = newVal == oldVal ? copy.oldVal : copyOf(after());
        copy.stepped = copyOf(stepped);
        if (key != null) {
            byte[] bytes = new byte[keyLength];
            key.getBytes(keyOffset, bytes);
            copy.key = new UnsafeBuffer(bytes);
            copy.keyLength = keyLength;
        }
        return copy;
    }

    private static Value copyOf(Value value) {
        return value == null ? null : value.copy();
    }

    /**
     * The buffer that holds the encoded key of the document: the one on the new side, or else on the old one. Equal
     * keys have equal bytes.
     *
     * @return a buffer that is valid as long as the event is, null where there is no document
     */
    public DirectBuffer keyBuffer() {
        checkLent();
        return key;
    }

    /**
     * Where the encoded key begins.
     *
     * @return an offset into {@link #keyBuffer()}
     */
    public int keyOffset() {
        checkLent();
        return keyOffset;
    }

    /**
     * Length of the encoded key.
     *
     * @return bytes
     */
    public int keyLength() {
        checkLent();
        return keyLength;
    }

    /**
     * What this event is.
     *
     * @return a change, an initial value, a state or an overflow
     */
    public ChangeKind kind() {
        checkLent();
        return kind;
    }

    /**
     * The view value before the change, of any type.
     *
     * @return null when it was not part of the result, or the event has no such side
     */
    public Value oldValue() {
        checkLent();
        return before();
    }

    /**
     * The view value after the change, of any type.
     *
     * @return null when it is no longer part of the result, or the event has no such side
     */
    public Value newValue() {
        checkLent();
        return after();
    }

    /**
     * The offset in the order before the change.
     *
     * @return from 0; {@link #NO_OFFSET} when it had none, or offsets were not asked for
     */
    public int oldOffset() {
        checkLent();
        return oldOffset;
    }

    /**
     * The offset in the order after the change, counted when the old value has been removed.
     *
     * @return from 0; {@link #NO_OFFSET} when it has none, or offsets were not asked for
     */
    public int newOffset() {
        checkLent();
        return newOffset;
    }

    /**
     * How many events were thrown away.
     *
     * @return 0 unless {@link #kind()} is {@link ChangeKind#OVERFLOW}
     */
    public long skipped() {
        checkLent();
        return kind == ChangeKind.OVERFLOW ? skipped : 0;
    }

    /**
     * The event as one value: what the steps after {@code changes} have made of it, without any the event object itself
     * with {@code old_val}, {@code new_val} and what else was asked for.
     *
     * @return built on demand, valid as long as this is
     */
    public Value value() {
        checkLent();
        return stepped == null ? row.value() : stepped;
    }

    /** {@inheritDoc} For people and logs: it allocates. */
    @Override
    public String toString() {
        checkLent();
        if (stepped != null) {
            return "{\"seq\":" + sequence + ",\"value\":" + stepped + "}";
        }
        if (kind == ChangeKind.CHANGE && oldOffset == NO_OFFSET && newOffset == NO_OFFSET) {
            return "{\"seq\":" + sequence + ",\"old_val\":" + before() + ",\"new_val\":" + after() + "}";
        }
        return "{\"seq\":" + sequence + "," + row.value().toString().substring(1);
    }
}
