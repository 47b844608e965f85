package io.tailrace.query;

import io.tailrace.document.Value;

/** Lets through what the filter accepts. */
final class FilterStep extends ViewStep {
    private final DocumentFilter filter;

    FilterStep(Value failed, DocumentFilter filter) {
        super(failed);
        this.filter = filter;
    }

    @Override
    Value apply(Value in) {
        return filter.test(in.document()) ? in : null;
    }
}
