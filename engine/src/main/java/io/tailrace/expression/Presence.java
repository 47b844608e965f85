package io.tailrace.expression;

import io.tailrace.document.Dictionary;

/** Whether a field is there. Not thread safe. */
final class Presence extends Predicate {
    private final Computation field;

    Presence(Computation field, Dictionary dictionary) {
        super(dictionary);
        this.field = field;
    }

    @Override
    int test(Row row) {
        int status = field.evaluate(row);
        return status == Evaluator.MISSING ? Evaluator.FALSE : status;
    }
}
