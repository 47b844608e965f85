package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/** A number with the other sign, or its absolute value. Not thread safe. */
final class SignChange extends Computation {
    private final Node node;
    private final Computation operand;
    private final boolean isAbsolute;
    private final Failure failure;

    SignChange(Node node, Computation operand, Dictionary dictionary, Failure failure) {
        this.node = node;
        this.operand = operand;
        this.failure = failure;
        isAbsolute = node.operator == Operator.ABS;
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
            double number = operand.value.doubleValue();
            value.set(isAbsolute ? Math.abs(number) : -number);
        } else if (type != ValueType.INTEGER) {
            return failure.wrongType(node, Arithmetic.NUMBER, type);
        } else if (operand.value.longValue() == Long.MIN_VALUE) {
            return failure.failed(node, "the result does not fit 64 bits, make the operand a float");
        } else {
            long number = operand.value.longValue();
            value.set(isAbsolute ? Math.abs(number) : -number);
        }
        return Evaluator.OK;
    }
}
