package io.tailrace.cli;

import io.tailrace.document.Document;
import io.tailrace.document.JsonWriter;
import io.tailrace.feed.Change;
import java.util.Locale;

/** Writes changes as JSON objects. Not thread safe. Allocates nothing in the steady state. */
final class ChangeLine {
    private final JsonWriter json;
    private final boolean types;

    ChangeLine(final JsonWriter json, final boolean types) {
        this.json = json;
        this.types = types;
    }

    /** The change as {@code {"seq":..,"old_val":..,"new_val":..}}, valid until the next one. */
    JsonWriter of(final Change change) {
        json.reset().beginObject();
        json.name("seq").value(change.sequence());
        if (types) {
            json.name("type").value(change.type().name().toLowerCase(Locale.ROOT));
        }
        side("old_val", change.oldVal());
        side("new_val", change.newVal());
        return json.endObject();
    }

    private void side(final String name, final Document document) {
        json.name(name);
        if (document == null) {
            json.nullValue();
        } else {
            json.document(document);
        }
    }
}
