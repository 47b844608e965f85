package io.tailrace.query;

import io.tailrace.document.Document;
import io.tailrace.expression.Row;

/** Lets through what the filter accepts. */
final class FilterStep extends ObjectStep {
    private final DocumentFilter filter;

    FilterStep(DocumentFilter filter) {
        this.filter = filter;
    }

    @Override
    Row apply(Row row, Document document) {
        return filter.test(document) ? row : null;
    }
}
