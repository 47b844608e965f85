package io.tailrace.expression;

/** Looks at its operands from left to right until one decides; gives that one, or the last. Not thread safe. */
final class Junction extends Computation {
    private final Computation[] operands;
    /** What an operand must be to decide: false for a conjunction, true for a disjunction. */
    private final int deciding;

    Junction(boolean conjunction, Computation[] operands) {
        this.operands = operands;
        deciding = conjunction ? Evaluator.FALSE : Evaluator.OK;
    }

    @Override
    int evaluate(Row row) {
        int last = operands.length - 1;
        for (int i = 0; i < last; i++) {
            int status = operands[i].evaluate(row);
            if (status != Evaluator.OK) {
                return status;
            }
            if (truth(operands[i].value) == deciding) {
                value = operands[i].value;
                return Evaluator.OK;
            }
        }
        int status = operands[last].evaluate(row);
        value = operands[last].value;
        return status;
    }

    @Override
    int test(Row row) {
        int status = Evaluator.OK;
        for (Computation operand : operands) {
            status = operand.test(row);
            if (status == deciding || status > Evaluator.OK) {
                return status;
            }
        }
        return status;
    }
}
