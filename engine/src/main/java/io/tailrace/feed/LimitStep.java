package io.tailrace.feed;

import io.tailrace.expression.Row;
import io.tailrace.query.Step;

/** Lets the first events through. */
final class LimitStep extends Step {
    private long left;

    LimitStep(long events) {
        left = events;
    }

    @Override
    public Row apply(Row row) {
        left--;
        return row;
    }

    @Override
    public boolean isOver() {
        return left == 0;
    }
}
