package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;

/** A computation that gives a boolean. Not thread safe. */
abstract class Predicate extends Computation {
    Predicate(Dictionary dictionary) {
        value = new Value(dictionary);
    }

    @Override
    abstract int test(Row row);

    @Override
    final int evaluate(Row row) {
        int status = test(row);
        if (status > Evaluator.OK) {
            return status;
        }
        value.set(status == Evaluator.OK);
        return Evaluator.OK;
    }
}
