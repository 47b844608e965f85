package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;

/** A computation that gives a boolean. Not thread safe. */
abstract class Predicate extends Computation {
    private final Dictionary dictionary;

    Predicate(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    @Override
    abstract int test(Row row);

    @Override
    final int evaluate(Row row) {
        int status = test(row);
        if (status > Evaluator.OK) {
            return status;
        }
        if (value == null) {
            value = new Value(dictionary); // few are asked for more than whether they hold
        }
        value.set(status == Evaluator.OK);
        return Evaluator.OK;
    }
}
