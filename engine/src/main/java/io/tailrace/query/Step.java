package io.tailrace.query;

import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;

/**
 * One step of a query, bound to one side of a change or, after {@code changes}, to the events of a feed. Not thread
 * safe.
 *
 * @hidden
 */
public abstract class Step {
    /** What {@link #apply} returns when the step has failed; never looked into. */
    public static final Row FAILED = new ValueRow();

    /** A step that has made nothing yet. */
    protected Step() {}

    /**
     * Carries the step out.
     *
     * @param row what came out of the step before
     * @return what goes into the next one, the row itself where nothing is made, valid until the next call; null when
     *     it is not part of the result, {@link #FAILED} when that cannot be told
     */
    public abstract Row apply(Row row);

    /** Why the last call has failed; allocates. */
    public String error() {
        return "";
    }

    /** Whether nothing can pass any more. */
    public boolean isOver() {
        return false;
    }
}
