package io.tailrace.expression;

/** An operand, or another one where the first is missing or null. Not thread safe. */
final class Fallback extends Computation {
    private final Computation operand;
    private final Computation otherwise;

    Fallback(Computation operand, Computation otherwise) {
        this.operand = operand;
        this.otherwise = otherwise;
    }

    @Override
    int evaluate(Row row) {
        int status = operand.evaluate(row);
        value = operand.value;
        if (status == Evaluator.MISSING || status == Evaluator.OK && value.isNull()) {
            status = otherwise.evaluate(row);
            value = otherwise.value;
        }
        return status;
    }
}
