package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.FieldTest;
import io.tailrace.document.PredicateProgram;
import io.tailrace.document.ValueType;
import java.util.List;

/**
 * Turns what asks nothing but fields of the row, and constants, into something that looks at their slots. Not thread
 * safe.
 */
final class PredicateCompiler {
    private static final int NOT_COMPILED = Integer.MIN_VALUE;

    private final Plan plan;
    private final Dictionary dictionary;

    PredicateCompiler(Plan plan) {
        this.plan = plan;
        dictionary = plan.dictionary;
    }

    /** What answers a node, null where slots cannot, or where it asks too much for one. */
    PredicateProgram compile(Node node) {
        if (!isPredicate(node.operator) || tests(node) > PredicateProgram.MOST_TESTS) {
            return null;
        }
        PredicateProgram.Builder program = new PredicateProgram.Builder();
        int first = add(node, PredicateProgram.HOLDS, PredicateProgram.FAILS, program);
        return first < 0 ? null : program.build(first);
    }

    private static boolean isPredicate(Operator operator) {
        return switch (operator) {
            case AND, OR, NOT, EQ, NE, LT, LE, GT, GE, IN -> true;
            default -> false;
        };
    }

    private static boolean isJunction(Node node) {
        return node.operator == Operator.AND || node.operator == Operator.OR || node.operator == Operator.NOT;
    }

    private static int tests(Node node) {
        if (!isJunction(node)) {
            return 1;
        }
        int tests = 0;
        for (Node operand : node.operands) {
            tests += tests(operand);
        }
        return tests;
    }

    /**
     * Gives what is asked first, or what comes out where that is known; the last operand is added before the others.
     */
    private int add(Node node, int yes, int no, PredicateProgram.Builder program) {
        if (!isJunction(node)) {
            return addLeaf(node, yes, no, program);
        }
        if (node.operator == Operator.NOT) {
            return add(node.operand(0), no, yes, program);
        }
        boolean isConjunction = node.operator == Operator.AND;
        int next = isConjunction ? yes : no;
        List<Node> operands = node.operands;
        for (int i = operands.size() - 1; i >= 0 && next != NOT_COMPILED; i--) {
            next = isConjunction ? add(operands.get(i), next, no, program) : add(operands.get(i), yes, next, program);
        }
        return next;
    }

    private int addLeaf(Node node, int yes, int no, PredicateProgram.Builder program) {
        if (node.isFixed()) {
            Computation constant = plan.computation(node);
            return constant instanceof ConstantValue
                    ? Computation.truth(constant.value) == Evaluator.OK ? yes : no
                    : NOT_COMPILED;
        }
        FieldTest test = isField(node) ? FieldTest.truth(dictionary, node.path()) : test(node);
        return test == null ? NOT_COMPILED : program.ask(test, yes, no);
    }

    private FieldTest test(Node node) {
        boolean isTurned = false;
        switch (node.operator) {
            case EQ, NE, LT, LE, GT, GE -> isTurned = !isField(node.operand(0));
            case IN -> {
                // Only the left side is a field.
            }
            default -> {
                return null;
            }
        }
        Node field = node.operand(isTurned ? 1 : 0);
        Node other = node.operand(isTurned ? 0 : 1);
        if (!isField(field) || !other.isFixed() || !(plan.computation(other) instanceof ConstantValue constant)) {
            return null;
        }
        if (node.operator == Operator.IN) {
            return constant.value.type() == ValueType.ARRAY
                    ? FieldTest.among(dictionary, field.path(), constant.value.array())
                    : null;
        }
        boolean less = Comparison.holdsForLess(node.operator);
        boolean greater = Comparison.holdsForGreater(node.operator);
        return FieldTest.compare(
                dictionary,
                field.path(),
                constant.value,
                isTurned ? greater : less,
                Comparison.holdsForEqual(node.operator),
                isTurned ? less : greater);
    }

    private static boolean isField(Node node) {
        return node.operator == Operator.FIELD && node.isPath();
    }
}
