package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.Row;

/**
 * An event as one object with {@code old_val}, {@code new_val} and what else was asked for. Not thread safe. Its fields
 * are found without building it; it is built when somebody wants the whole, once for each event.
 */
final class EventRow extends Row {
    private final Change change;
    private final boolean types;
    private final boolean offsets;
    private final Field oldVal;
    private final Field newVal;
    private final Field type;
    private final Field state;
    private final Field error;
    private final Field oldOffset;
    private final Field newOffset;
    private final Value whole;
    /** Made when the first event is built: few feeds need it. */
    private DocumentWriter writer;

    private boolean built;

    EventRow(Change change, Dictionary dictionary, boolean types, boolean offsets) {
        this.change = change;
        this.types = types;
        this.offsets = offsets;
        oldVal = dictionary.field("old_val");
        newVal = dictionary.field("new_val");
        type = dictionary.field("type");
        state = dictionary.field("state");
        error = dictionary.field("error");
        oldOffset = dictionary.field("old_offset");
        newOffset = dictionary.field("new_offset");
        whole = new Value(dictionary);
    }

    /** The change shows another event. */
    void moved() {
        built = false;
    }

    Value oldValue() {
        return change.oldValue();
    }

    Value newValue() {
        return change.newValue();
    }

    /** Whether it is a change of a document that was and stays at its place in the result. */
    boolean isUpdate() {
        return change.isUpdate();
    }

    /** The call is over that the change was lent for. */
    void takeBack() {
        whole.takeBack();
    }

    @Override
    public Value value() {
        if (!built) {
            if (writer == null) {
                writer = new DocumentWriter(
                        whole.dictionary(), whole.dictionary().limits().aroundTwo());
            }
            writer.reset();
            write();
            writer.finish();
            whole.wrapDocument(writer.buffer(), writer.offset(), writer.length());
            built = true;
        }
        return whole;
    }

    @Override
    public int field(Field field, Value into) {
        if (field == newVal && isResult()) {
            return side(change.newValue(), into);
        }
        if (field == oldVal && change.kind() == ChangeKind.CHANGE) {
            return side(change.oldValue(), into);
        }
        return value().field(field, into) ? Evaluator.OK : Evaluator.MISSING;
    }

    /** None: it would have to be built. */
    @Override
    public Document document() {
        return null;
    }

    private static int side(Value value, Value into) {
        if (value == null) {
            into.putNull();
        } else {
            into.set(value);
        }
        return Evaluator.OK;
    }

    private boolean isResult() {
        return change.kind() == ChangeKind.CHANGE || change.kind() == ChangeKind.INITIAL;
    }

    private void write() {
        switch (change.kind()) {
            case CHANGE -> {
                put(oldVal, change.oldValue());
                put(newVal, change.newValue());
                if (offsets) {
                    put(oldOffset, change.oldOffset());
                    put(newOffset, change.newOffset());
                }
            }
            case INITIAL -> {
                put(newVal, change.newValue());
                if (offsets) {
                    put(newOffset, change.newOffset());
                }
            }
            case INITIALIZING -> writer.put(state, "initializing");
            case READY -> writer.put(state, "ready");
            case CONFLATING -> writer.put(state, "conflating");
            case CAUGHT_UP -> writer.put(state, "caught_up");
            case OVERFLOW ->
                writer.put(error, "Changefeed cache over array size limit, skipped " + change.skipped() + " elements.");
        }
        if (types && change.type() != null) {
            writer.put(type, change.type().text());
        }
    }

    private void put(Field field, Value value) {
        if (value == null) {
            writer.putNull(field);
        } else {
            writer.put(field, value);
        }
    }

    private void put(Field field, int offset) {
        if (offset == Change.NO_OFFSET) {
            writer.putNull(field);
        } else {
            writer.put(field, offset);
        }
    }
}
