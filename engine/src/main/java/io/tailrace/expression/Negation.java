package io.tailrace.expression;

import io.tailrace.document.Dictionary;

/** Whether something is false or null. Not thread safe. */
final class Negation extends Predicate {
    private final Computation operand;

    Negation(Computation operand, Dictionary dictionary) {
        super(dictionary);
        this.operand = operand;
    }

    @Override
    int test(Row row) {
        int status = operand.test(row);
        return status > Evaluator.OK ? status : Evaluator.OK - status;
    }
}
