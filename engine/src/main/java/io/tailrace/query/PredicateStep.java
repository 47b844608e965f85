package io.tailrace.query;

import io.tailrace.expression.Evaluator;
import io.tailrace.expression.Row;

/** Lets through what an expression holds for. */
final class PredicateStep extends Step {
    private final Evaluator evaluator;
    private final FilterDefault otherwise;

    PredicateStep(Evaluator evaluator, FilterDefault otherwise) {
        this.evaluator = evaluator;
        this.otherwise = otherwise;
    }

    @Override
    public Row apply(Row row) {
        int code = evaluator.test(row);
        if (code == Evaluator.OK) {
            return row;
        }
        return code == Evaluator.FALSE ? null : failing(row, code);
    }

    private Row failing(Row row, int code) {
        if (code == Evaluator.MISSING && otherwise != FilterDefault.ERROR) {
            return otherwise == FilterDefault.ADMIT ? row : null;
        }
        return FAILED;
    }

    @Override
    public String error() {
        return evaluator.error();
    }
}
