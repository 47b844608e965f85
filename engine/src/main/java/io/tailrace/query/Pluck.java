package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.ValueOrder;
import java.util.List;

/** Keeps named fields. Compares two documents by them without building either. Not thread safe. */
final class Pluck implements FieldsKept {
    private final Field[] fields;

    Pluck(Dictionary dictionary, List<String> names) {
        fields = new Field[names.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = dictionary.field(names.get(i));
        }
    }

    @Override
    public boolean isFlat() {
        return true;
    }

    @Override
    public void map(Document in, DocumentWriter out) {
        for (Field field : fields) {
            if (in.has(field)) {
                out.put(field, in, field);
            }
        }
    }

    @Override
    public boolean equal(Document a, Document b) {
        for (Field field : fields) {
            boolean present = a.has(field);
            if (present != b.has(field) || (present && !ValueOrder.equal(a, field, b, field))) {
                return false;
            }
        }
        return true;
    }
}
