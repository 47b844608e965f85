package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.JsonWriter;
import io.tailrace.query.Explanation.Branch;
import io.tailrace.query.Explanation.Fields;
import io.tailrace.query.Explanation.Part;
import io.tailrace.query.Explanation.Residual;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Explanations for programs. Not thread safe. */
final class ExplanationJson {
    private final JsonWriter json = new JsonWriter(new Dictionary(new DocumentLimits()));

    String of(Explanation explanation) {
        json.reset();
        write(explanation);
        return json.toString();
    }

    private void write(Explanation explanation) {
        json.beginObject();
        text("subject", explanation.subject());
        word("reading", explanation.reading());
        text("reason", explanation.reason());
        number("feeds", explanation.feeds());
        array("branches", explanation.branches(), this::write);
        array("members", explanation.members(), this::write);
        json.endObject();
    }

    private void write(Branch branch) {
        json.beginObject();
        text("table", branch.table());
        word("reach", branch.reach());
        array("parts", branch.parts(), this::write);
        text("reason", branch.reason());
        array("residual", branch.residual(), this::write);
        json.name("fields");
        write(branch.fields());
        number("sharedBy", branch.sharedBy());
        json.endObject();
    }

    private void write(Part part) {
        json.beginObject();
        word("kind", part.kind());
        text("on", part.on());
        json.name("values").value(part.values());
        number("feeds", part.feeds());
        json.endObject();
    }

    private void write(Residual residual) {
        json.beginObject();
        text("step", residual.step());
        text("reason", residual.reason());
        json.endObject();
    }

    private void write(Fields fields) {
        json.beginObject();
        json.name("used").value(fields.used());
        text("reason", fields.reason());
        json.name("allBut").value(fields.allBut());
        array("names", fields.names(), json::value);
        json.endObject();
    }

    private <T> void array(String name, List<T> elements, Consumer<T> writer) {
        json.name(name).beginArray();
        elements.forEach(writer);
        json.endArray();
    }

    private void text(String name, String value) {
        json.name(name);
        if (value == null) {
            json.nullValue();
        } else {
            json.value(value);
        }
    }

    private void word(String name, Enum<?> value) {
        text(name, value == null ? null : value.name().toLowerCase(Locale.ROOT));
    }

    /** A number that is not known where it is 0. */
    private void number(String name, int value) {
        json.name(name);
        if (value == 0) {
            json.nullValue();
        } else {
            json.value(value);
        }
    }
}
