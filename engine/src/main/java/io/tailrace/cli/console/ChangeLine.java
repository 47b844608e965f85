package io.tailrace.cli.console;

import io.tailrace.document.JsonWriter;
import io.tailrace.document.Value;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeKind;
import java.util.Locale;

/**
 * Writes events as JSON objects. Not thread safe. Allocates nothing in the steady state.
 *
 * @hidden
 */
public final class ChangeLine {
    private final JsonWriter json;
    private final boolean types;
    private final boolean offsets;

    /** Of the values of a writer, with RethinkDB's types or not, and with offsets or not. */
    public ChangeLine(JsonWriter json, boolean types, boolean offsets) {
        this.json = json;
        this.types = types;
        this.offsets = offsets;
    }

    /** The event as {@code {"seq":..,"old_val":..,"new_val":..}}, valid until the next one. */
    public JsonWriter of(Change change) {
        json.reset().beginObject();
        json.name("seq").value(change.sequence());
        ChangeKind kind = change.kind();
        switch (kind) {
            case INITIALIZING, READY, CONFLATING, CAUGHT_UP -> {
                type("state");
                json.name("state").value(kind.name().toLowerCase(Locale.ROOT));
            }
            case OVERFLOW ->
                json.name("error")
                        .value("Changefeed cache over array size limit, skipped " + change.skipped() + " elements.");
            default -> {
                boolean isInitial = kind == ChangeKind.INITIAL;
                type(isInitial ? "initial" : change.type().name().toLowerCase(Locale.ROOT));
                if (!isInitial) {
                    side("old_val", change.oldValue());
                }
                side("new_val", change.newValue());
                if (offsets) {
                    offsets(change, isInitial);
                }
            }
        }
        return json.endObject();
    }

    private void type(String type) {
        if (types) {
            json.name("type").value(type);
        }
    }

    private void side(String name, Value value) {
        json.name(name);
        if (value == null) {
            json.nullValue();
        } else {
            json.value(value);
        }
    }

    private void offsets(Change change, boolean isInitial) {
        if (!isInitial) {
            offset("old_offset", change.oldOffset());
        }
        offset("new_offset", change.newOffset());
    }

    private void offset(String name, int offset) {
        json.name(name);
        if (offset == Change.NO_OFFSET) {
            json.nullValue();
        } else {
            json.value(offset);
        }
    }
}
