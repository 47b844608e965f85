package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.FieldCopy;
import io.tailrace.document.Value;
import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;

/** Builds the projected document in a buffer of its own. */
final class BuildStep extends ObjectStep {
    private final Projection projection;
    private final DocumentWriter writer;
    /** Where some fields are kept as they are, whatever is in them; else null. */
    private final FieldCopy copy;

    private final Value out;
    private final ValueRow made = new ValueRow();

    BuildStep(Projection projection, boolean flat, Dictionary dictionary, DocumentLimits limits) {
        this.projection = projection;
        writer = new DocumentWriter(dictionary, limits);
        copy = flat ? new FieldCopy(limits, writer) : null;
        out = new Value(dictionary);
        made.wrap(out);
    }

    @Override
    Row apply(Row row, Document document) {
        build(document);
        return made;
    }

    /** What becomes of a document. */
    Value build(Document document) {
        if (copy == null || !copy.copy(document)) {
            writer.reset();
            projection.map(document, writer);
            writer.finish();
            if (copy != null) {
                copy.learn(document);
            }
        }
        return out.wrapDocument(writer.buffer(), writer.offset(), writer.length());
    }
}
