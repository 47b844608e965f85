package io.tailrace.expression;

import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/**
 * Numbers and times computed with each other: integers exactly, or the error of an overflow; anything else in floats.
 * Not thread safe.
 */
final class Arithmetic extends Computation {
    static final String NUMBER = "a number";
    private static final String OVERFLOW = "the result does not fit 64 bits, make one operand a float";
    private static final String NOT_FINITE = "the result is no finite number";
    private static final String ZERO = "cannot divide by zero";
    private static final String TOO_FAR = "the time is out of range, years 1678 to 2261 fit";
    private static final double NANOS_PER_SECOND = 1e9;

    private final Node node;
    private final Operator operator;
    private final Computation left;
    private final Computation right;
    private final Joining joining;
    private final Failure failure;

    Arithmetic(Node node, Computation left, Computation right, EvaluationSettings settings, Failure failure) {
        this.node = node;
        this.left = left;
        this.right = right;
        this.failure = failure;
        operator = node.operator;
        joining = operator == Operator.ADD ? new Joining(node, settings, failure) : null;
        value = new Value(settings.dictionary());
    }

    @Override
    int evaluate(Row row) {
        int first = left.evaluate(row);
        if (first != Evaluator.OK) {
            return first;
        }
        int second = right.evaluate(row);
        if (second != Evaluator.OK) {
            return second;
        }
        Value a = left.value;
        Value b = right.value;
        ValueType typeA = a.type();
        ValueType typeB = b.type();
        if (typeA == ValueType.INTEGER && typeB == ValueType.INTEGER) {
            return integers(a.longValue(), b.longValue());
        }
        if (isNumber(typeA) && isNumber(typeB)) {
            return operator == Operator.REMAINDER ? remainder(a, b) : floats(a.doubleValue(), b.doubleValue());
        }
        return others(a, typeA, b, typeB);
    }

    static boolean isNumber(ValueType type) {
        return type == ValueType.INTEGER || type == ValueType.FLOAT;
    }

    private int others(Value a, ValueType typeA, Value b, ValueType typeB) {
        if (operator == Operator.ADD && (typeA == ValueType.STRING || typeA == ValueType.ARRAY)) {
            return typeA == typeB
                    ? joining.join(a, b, value)
                    : failure.wrongType(node, typeA == ValueType.STRING ? "text" : "an array", typeB);
        }
        if (operator == Operator.SUBTRACT && typeA == ValueType.TIME && typeB == ValueType.TIME) {
            return difference(a.timeNs(), b.timeNs());
        }
        boolean shifts = operator == Operator.ADD || operator == Operator.SUBTRACT;
        if (shifts && typeA == ValueType.TIME) {
            return isNumber(typeB)
                    ? shifted(a.timeNs(), operator == Operator.ADD ? 1 : -1, b)
                    : failure.wrongType(node, "a number of seconds", typeB);
        }
        if (operator == Operator.ADD && typeB == ValueType.TIME) {
            return isNumber(typeA) ? shifted(b.timeNs(), 1, a) : failure.wrongType(node, "a number of seconds", typeA);
        }
        return failure.wrongType(node, NUMBER, isNumber(typeA) ? typeB : typeA);
    }

    private int integers(long a, long b) {
        switch (operator) {
            case ADD -> {
                long sum = a + b;
                return ((a ^ sum) & (b ^ sum)) < 0 ? failure.failed(node, OVERFLOW) : integer(sum);
            }
            case SUBTRACT -> {
                long difference = a - b;
                return ((a ^ b) & (a ^ difference)) < 0 ? failure.failed(node, OVERFLOW) : integer(difference);
            }
            case MULTIPLY -> {
                long product = a * b;
                return Math.multiplyHigh(a, b) == product >> 63 ? integer(product) : failure.failed(node, OVERFLOW);
            }
            case DIVIDE -> {
                return quotient(a, b);
            }
            default -> {
                return b == 0 ? failure.failed(node, ZERO) : integer(a % b);
            }
        }
    }

    private int quotient(long a, long b) {
        if (b == 0) {
            return failure.failed(node, ZERO);
        }
        if (a % b != 0) {
            return floating((double) a / b);
        }
        return a == Long.MIN_VALUE && b == -1 ? failure.failed(node, OVERFLOW) : integer(a / b);
    }

    private int floats(double a, double b) {
        return switch (operator) {
            case ADD -> floating(a + b);
            case SUBTRACT -> floating(a - b);
            case MULTIPLY -> floating(a * b);
            default -> b == 0 ? failure.failed(node, ZERO) : floating(a / b);
        };
    }

    private int remainder(Value a, Value b) {
        if (!isWhole(a) || !isWhole(b)) {
            return failure.failed(node, "expected integers but found a number with a fraction or beyond 64 bits");
        }
        long divisor = b.longValue();
        return divisor == 0 ? failure.failed(node, ZERO) : integer(a.longValue() % divisor);
    }

    /** Whether a number is an integer of 64 bits by its value. */
    static boolean isWhole(Value number) {
        if (number.type() == ValueType.INTEGER) {
            return true;
        }
        double d = number.doubleValue();
        return d == Math.rint(d) && d >= -0x1p63 && d < 0x1p63;
    }

    private int difference(long a, long b) {
        long nanos = a - b;
        boolean overflow = ((a ^ b) & (a ^ nanos)) < 0;
        return floating((overflow ? (double) a - (double) b : nanos) / NANOS_PER_SECOND);
    }

    private int shifted(long timeNs, int sign, Value by) {
        double seconds = by.doubleValue();
        double whole = Math.rint(seconds);
        double nanos = Math.rint((seconds - whole) * NANOS_PER_SECOND);
        if (Math.abs(whole) > Long.MAX_VALUE / NANOS_PER_SECOND) {
            return failure.failed(node, TOO_FAR);
        }
        long shift = sign * (((long) whole) * (long) NANOS_PER_SECOND + (long) nanos);
        long sum = timeNs + shift;
        if (((timeNs ^ sum) & (shift ^ sum)) < 0) {
            return failure.failed(node, TOO_FAR);
        }
        value.putTime(sum);
        return Evaluator.OK;
    }

    private int integer(long result) {
        value.set(result);
        return Evaluator.OK;
    }

    private int floating(double result) {
        if (!Double.isFinite(result)) {
            return failure.failed(node, NOT_FINITE);
        }
        value.set(result);
        return Evaluator.OK;
    }
}
