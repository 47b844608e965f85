package io.tailrace.query;

import io.tailrace.expression.Row;

/** A step of a view with what it has made of the document of a change, for all who ask. Not thread safe. */
final class Stage {
    /** No change. */
    static final long NONE = 0;

    final Step step;

    private long number = NONE;
    private Row row;

    Stage(Step step) {
        this.step = step;
    }

    /** Whether the step has been carried out on the document of a change. */
    boolean knows(long ofNumber) {
        return number == ofNumber;
    }

    /** What it has made of that: a row, null, or {@link Step#FAILED}. */
    Row row() {
        return row;
    }

    /** Carries the step out on the document of a change; where it throws, nothing is remembered. */
    Row apply(Row from, long ofNumber) {
        number = NONE; // what the step makes lies where it has made what was remembered
        row = step.apply(from);
        number = ofNumber;
        return row;
    }
}
