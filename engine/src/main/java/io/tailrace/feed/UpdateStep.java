package io.tailrace.feed;

import io.tailrace.expression.Row;
import io.tailrace.query.Step;

/**
 * A step that leaves out changes of documents that were and stay at their places in the result. Everything else passes:
 * what enters, leaves, moves or is no change, so that who receives the events knows the result as well as without it.
 */
abstract class UpdateStep extends Step {
    @Override
    public final Row apply(Row row) {
        EventRow event = (EventRow) row;
        return event.isUpdate() ? judge(event) : row;
    }

    /** Carries the step out on a change with both documents. */
    abstract Row judge(EventRow event);
}
