package io.tailrace.feed;

import io.tailrace.document.ValueOrder;
import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;
import io.tailrace.query.Step;

/** Leaves out the updates that differ in carried fields only. Not thread safe. */
final class CarryStep extends UpdateStep {
    /** Take the carried fields out, each on one side, as both results live at the same time. */
    private final Step before;

    private final Step after;
    private final ValueRow row = new ValueRow();

    CarryStep(Step before, Step after) {
        this.before = before;
        this.after = after;
    }

    @Override
    Row judge(EventRow event) {
        Row left = before.apply(row.wrap(event.oldValue()));
        Row right = after.apply(row.wrap(event.newValue()));
        return left == FAILED || right == FAILED || !ValueOrder.equal(left.value(), right.value()) ? event : null;
    }
}
