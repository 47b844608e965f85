package io.tailrace.query;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.FieldSelector;

/** Keeps selected fields, nested ones too. Not thread safe. */
final class SelectedFields implements FieldsKept {
    private final FieldSelector selector;

    SelectedFields(FieldSelector selector) {
        this.selector = selector;
    }

    @Override
    public boolean isFlat() {
        return selector.isFlat();
    }

    @Override
    public void map(Document in, DocumentWriter out) {
        selector.pluck(in, out);
    }

    @Override
    public boolean equal(Document a, Document b) {
        return selector.equal(a, b);
    }
}
