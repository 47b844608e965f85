package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;

/** Makes the value of an expression. */
final class ExpressionStep extends Step {
    private final Evaluator evaluator;
    private final Value out;
    private final ValueRow made = new ValueRow();

    ExpressionStep(Evaluator evaluator, Dictionary dictionary) {
        this.evaluator = evaluator;
        out = new Value(dictionary);
        made.wrap(out);
    }

    @Override
    public Row apply(Row row) {
        return evaluator.evaluate(row, out) == Evaluator.OK ? made : FAILED;
    }

    @Override
    public String error() {
        return evaluator.error();
    }
}
