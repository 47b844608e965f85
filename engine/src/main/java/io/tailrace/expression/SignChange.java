package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/** A number with the other sign. Not thread safe. */
final class SignChange extends Computation {
    private final Node node;
    private final Computation operand;
    private final Failure failure;

    SignChange(Node node, Computation operand, Dictionary dictionary, Failure failure) {
        this.node = node;
        this.operand = operand;
        this.failure = failure;
        value = new Value(dictionary);
    }

    @Override
    int evaluate(Row row) {
        int status = operand.evaluate(row);
        if (status != Evaluator.OK) {
            return status;
        }
        ValueType type = operand.value.type();
        if (type == ValueType.FLOAT) {
            value.set(-operand.value.doubleValue());
        } else if (type != ValueType.INTEGER) {
            return failure.wrongType(node, Arithmetic.NUMBER, type);
        } else if (operand.value.longValue() == Long.MIN_VALUE) {
            return failure.failed(node, "the result does not fit 64 bits, make the operand a float");
        } else {
            value.set(-operand.value.longValue());
        }
        return Evaluator.OK;
    }
}
