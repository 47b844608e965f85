package io.tailrace.query;

import io.tailrace.document.FieldSelector;
import io.tailrace.document.Value;

/** Lets through what has all selected fields. */
final class HavingStep extends ViewStep {
    private final FieldSelector selector;

    HavingStep(Value failed, FieldSelector selector) {
        super(failed);
        this.selector = selector;
    }

    @Override
    Value apply(Value in) {
        return selector.hasFields(in.document()) ? in : null;
    }
}
