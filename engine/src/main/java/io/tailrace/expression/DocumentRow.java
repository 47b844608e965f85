package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.document.Value;

/** A document as a row. Not thread safe; allocates nothing after it is made. */
final class DocumentRow extends Row {
    private final Value value;
    private Document document;

    /**
     * Makes a row that stands for nothing yet.
     *
     * @param dictionary names and shapes of the documents
     */
    public DocumentRow(Dictionary dictionary) {
        value = new Value(dictionary);
    }

    /**
     * Stands for a document from now on.
     *
     * @param of the document, not null
     * @return this
     */
    public DocumentRow wrap(Document of) {
        document = of;
        return this;
    }

    @Override
    public Value value() {
        return value.set(document);
    }

    @Override
    public int field(Field field, Value into) {
        return document.value(field, into) ? Evaluator.OK : Evaluator.MISSING;
    }

    @Override
    public Document document() {
        return document;
    }
}
