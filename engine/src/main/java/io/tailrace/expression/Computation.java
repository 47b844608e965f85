package io.tailrace.expression;

import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/**
 * A planned node of an expression, with what is below it. Not thread safe; allocates nothing in the steady state. This
 * is where code made for an expression may take the place of a tree: whoever uses a computation sees the two methods
 * and the value.
 */
abstract class Computation {
    /**
     * The result of the last evaluation that gave {@link Evaluator#OK}, until the next one or until the row moves on. A
     * register of its own, or that of the operand whose value is the result.
     */
    Value value;

    /** Gives {@link Evaluator#OK}, {@link Evaluator#MISSING} or {@link Evaluator#FAILED}. */
    abstract int evaluate(Row row);

    /** Gives {@link Evaluator#FALSE} too; {@link #value} is not set then. */
    int test(Row row) {
        int status = evaluate(row);
        return status == Evaluator.OK ? truth(value) : status;
    }

    /** All but false and null holds. */
    static int truth(Value value) {
        ValueType type = value.type();
        return type == ValueType.NULL || type == ValueType.BOOLEAN && !value.booleanValue()
                ? Evaluator.FALSE
                : Evaluator.OK;
    }
}
