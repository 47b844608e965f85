package io.tailrace.query;

import io.tailrace.document.Value;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.ValueRow;

/** Lets through what an expression holds for. */
final class PredicateStep extends ViewStep {
    private final Evaluator evaluator;
    private final FilterDefault otherwise;
    private final ValueRow row = new ValueRow();

    PredicateStep(Value failed, Evaluator evaluator, FilterDefault otherwise) {
        super(failed);
        this.evaluator = evaluator;
        this.otherwise = otherwise;
    }

    @Override
    Value apply(Value in) {
        int code = evaluator.test(row.wrap(in));
        if (code == Evaluator.OK) {
            return in;
        }
        return code == Evaluator.FALSE ? null : failing(in, code);
    }

    private Value failing(Value in, int code) {
        if (code == Evaluator.MISSING && otherwise != FilterDefault.ERROR) {
            return otherwise == FilterDefault.ADMIT ? in : null;
        }
        return failed;
    }

    @Override
    String error() {
        return evaluator.error();
    }
}
