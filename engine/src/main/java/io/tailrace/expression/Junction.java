package io.tailrace.expression;

import java.util.Arrays;

/**
 * Looks at its operands from left to right until one decides; gives that one, or the last. Not thread safe.
 *
 * <p>More than two are two halves: each place that asks an operand then knows a kind or two of them, and the compiler
 * makes one piece of the whole, where a loop would ask any operand from one place.
 */
final class Junction extends Computation {
    private final Computation left;
    private final Computation right;
    /** What an operand must be to decide: false for a conjunction, true for a disjunction. */
    private final int deciding;

    private Junction(boolean isConjunction, Computation left, Computation right) {
        this.left = left;
        this.right = right;
        deciding = isConjunction ? Evaluator.FALSE : Evaluator.OK;
    }

    /** Of two operands or more. */
    static Computation of(boolean isConjunction, Computation[] operands) {
        int count = operands.length;
        if (count == 1) {
            return operands[0];
        }
        return new Junction(
                isConjunction,
                of(isConjunction, Arrays.copyOf(operands, count / 2)),
                of(isConjunction, Arrays.copyOfRange(operands, count / 2, count)));
    }

    @Override
    int evaluate(Row row) {
        int status = left.evaluate(row);
        if (status != Evaluator.OK) {
            return status;
        }
        if (truth(left.value) == deciding) {
            value = left.value;
            return Evaluator.OK;
        }
        status = right.evaluate(row);
        value = right.value;
        return status;
    }

    @Override
    int test(Row row) {
        int status = left.test(row);
        return status == deciding || status > Evaluator.OK ? status : right.test(row);
    }
}
