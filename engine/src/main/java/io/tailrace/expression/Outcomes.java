package io.tailrace.expression;

import io.tailrace.document.ValueType;

/**
 * In what an expression can end on a row that is an object, beside a value. It may say that something can happen which
 * cannot, never the contrary. Immutable, any thread.
 *
 * @param canMiss whether it can end in {@link Evaluator#MISSING}
 * @param canFail whether it can end in {@link Evaluator#FAILED}
 * @hidden
 */
public record Outcomes(boolean canMiss, boolean canFail) {
    private static final Outcomes VALUE = new Outcomes(false, false);
    private static final Outcomes ANY = new Outcomes(true, true);

    /**
     * Looks at an expression.
     *
     * @param expression on a row that is an object
     * @param settings it is planned with
     * @return in what it can end
     */
    public static Outcomes of(Expression expression, EvaluationSettings settings) {
        return of(expression.node, settings);
    }

    private static Outcomes of(Node node, EvaluationSettings settings) {
        if (constant(node, settings) != null) {
            return VALUE;
        }
        return switch (node.operator) {
            case ROW, RANDOM -> VALUE;
            case FIELD, HAS_FIELDS -> member(node);
            case HAS -> new Outcomes(false, of(node.operand(0), settings).canFail);
            case DEFAULT -> {
                Outcomes otherwise = of(node.operand(1), settings);
                yield new Outcomes(otherwise.canMiss, of(node.operand(0), settings).canFail || otherwise.canFail);
            }
            case NOT, EQ, NE, LT, LE, GT, GE, AND, OR, CONDITION -> ofOperands(node, settings);
            case IN -> isAmongConstants(node, settings) ? of(node.operand(0), settings) : ANY;
            case MATCHES ->
                isRow(node.operand(0)) ? new Outcomes(true, canPatternFail(node.operand(1), settings)) : ANY;
            default -> ANY;
        };
    }

    /** A field of the row, or its fields: there is nothing but that they may not be there. */
    private static Outcomes member(Node node) {
        return isRow(node.operand(0)) ? new Outcomes(node.operator == Operator.FIELD, false) : ANY;
    }

    private static boolean isRow(Node node) {
        return node.operator == Operator.ROW;
    }

    private static Outcomes ofOperands(Node node, EvaluationSettings settings) {
        boolean misses = false;
        boolean fails = false;
        for (Node operand : node.operands) {
            Outcomes one = of(operand, settings);
            misses |= one.canMiss;
            fails |= one.canFail;
        }
        return new Outcomes(misses, fails);
    }

    private static boolean isAmongConstants(Node node, EvaluationSettings settings) {
        ConstantValue whole = constant(node.operand(1), settings);
        return whole != null && whole.value.type() == ValueType.ARRAY;
    }

    /** The comparison with a pattern does not, what is computed for it can. */
    private static boolean canPatternFail(Node pattern, EvaluationSettings settings) {
        for (Node wanted : pattern.operands) {
            Node value = wanted.operator == Operator.LITERAL ? wanted.operand(0) : wanted;
            if (wanted.operator == Operator.OBJECT ? canPatternFail(wanted, settings) : of(value, settings).canFail) {
                return true;
            }
        }
        return false;
    }

    /** What it is on every row, null where that differs or is an error. */
    private static ConstantValue constant(Node node, EvaluationSettings settings) {
        return node.isFixed() && new Plan(settings).computation(node) instanceof ConstantValue constant
                ? constant
                : null;
    }
}
