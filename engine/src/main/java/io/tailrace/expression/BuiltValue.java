package io.tailrace.expression;

import io.tailrace.document.ArrayView;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.Value;

/**
 * Memory in which one object or array is built, over and over. Not thread safe. Each builder of an expression has one
 * of its own, so that what one builds stays while another is at work.
 */
final class BuiltValue {
    /** The only field of a document around an array, as a writer writes nothing else. */
    private static final String HOLDER = "array";

    final DocumentWriter writer;
    private final Field holder;
    private final Document document;
    private final ArrayView array;

    BuiltValue(Dictionary dictionary, DocumentLimits limits) {
        writer = new DocumentWriter(dictionary, limits);
        holder = dictionary.field(HOLDER);
        document = new Document(dictionary);
        array = new ArrayView(dictionary);
    }

    DocumentWriter beginObject() {
        return writer.reset();
    }

    void endObject(Value into) {
        writer.finish();
        into.wrapDocument(writer.buffer(), writer.offset(), writer.length());
    }

    DocumentWriter beginArray() {
        return writer.reset().beginArray(holder);
    }

    void endArray(Value into) {
        writer.end().finish();
        document.wrap(writer.buffer(), writer.offset(), writer.length());
        document.array(holder, array);
        into.set(array);
    }
}
