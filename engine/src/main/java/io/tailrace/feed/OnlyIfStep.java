package io.tailrace.feed;

import io.tailrace.expression.Row;
import io.tailrace.query.Step;

/** Leaves out the updates for which something does not hold. Not thread safe. */
final class OnlyIfStep extends UpdateStep {
    private final Step filter;

    OnlyIfStep(Step filter) {
        this.filter = filter;
    }

    @Override
    Row judge(EventRow event) {
        return filter.apply(event);
    }

    @Override
    public String error() {
        return filter.error();
    }
}
