package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.document.ValueType;

/** Compares two values of any types, which never fails. Not thread safe. */
final class Comparison extends Predicate {
    private final Computation left;
    private final Computation right;
    private final boolean equality;
    /** Which signs of a comparison hold: of less, of equal, of greater. */
    private final boolean less;

    private final boolean equal;
    private final boolean greater;
    /** The right side where it is an integer that never changes, which most are. */
    private final boolean integer;

    private final long wanted;

    Comparison(Operator operator, Computation left, Computation right, Dictionary dictionary) {
        super(dictionary);
        this.left = left;
        this.right = right;
        equality = operator == Operator.EQ || operator == Operator.NE;
        less = holdsForLess(operator);
        equal = holdsForEqual(operator);
        greater = holdsForGreater(operator);
        integer = right instanceof ConstantValue && right.value.type() == ValueType.INTEGER;
        wanted = integer ? right.value.longValue() : 0;
    }

    static boolean holdsForLess(Operator operator) {
        return operator == Operator.LT || operator == Operator.LE || operator == Operator.NE;
    }

    static boolean holdsForEqual(Operator operator) {
        return operator == Operator.EQ || operator == Operator.LE || operator == Operator.GE;
    }

    static boolean holdsForGreater(Operator operator) {
        return operator == Operator.GT || operator == Operator.GE || operator == Operator.NE;
    }

    @Override
    int test(Row row) {
        int status = left.evaluate(row);
        if (status != Evaluator.OK) {
            return status;
        }
        Value found = left.value;
        if (integer && found.type() == ValueType.INTEGER) {
            return holds(Long.compare(found.longValue(), wanted));
        }
        int other = right.evaluate(row);
        if (other != Evaluator.OK) {
            return other;
        }
        if (equality) {
            return ValueOrder.equal(found, right.value) == equal ? Evaluator.OK : Evaluator.FALSE;
        }
        return holds(ValueOrder.compare(found, right.value));
    }

    private int holds(int order) {
        return (order < 0 ? less : order == 0 ? equal : greater) ? Evaluator.OK : Evaluator.FALSE;
    }
}
