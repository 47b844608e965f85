package io.tailrace.feed;

import io.tailrace.expression.Row;
import io.tailrace.query.Step;

/** Leaves the first events out. */
final class SkipStep extends Step {
    private long left;

    SkipStep(long events) {
        left = events;
    }

    @Override
    public Row apply(Row row) {
        if (left == 0) {
            return row;
        }
        left--;
        return null;
    }
}
