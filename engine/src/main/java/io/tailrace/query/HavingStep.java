package io.tailrace.query;

import io.tailrace.document.Document;
import io.tailrace.document.FieldSelector;
import io.tailrace.expression.Row;

/** Lets through what has all selected fields. */
final class HavingStep extends ObjectStep {
    private final FieldSelector selector;

    HavingStep(FieldSelector selector) {
        this.selector = selector;
    }

    @Override
    Row apply(Row row, Document document) {
        return selector.hasFields(document) ? row : null;
    }
}
