package io.tailrace.query;

import io.tailrace.document.Value;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.ValueRow;

/** Makes the value of an expression. */
final class ExpressionStep extends ViewStep {
    private final Evaluator evaluator;
    private final ValueRow row = new ValueRow();
    private final Value out;

    ExpressionStep(Value failed, Evaluator evaluator) {
        super(failed);
        this.evaluator = evaluator;
        out = new Value(failed.dictionary());
    }

    @Override
    Value apply(Value in) {
        return evaluator.evaluate(row.wrap(in), out) == Evaluator.OK ? out : failed;
    }

    @Override
    String error() {
        return evaluator.error();
    }
}
