package io.tailrace.expression;

import io.tailrace.document.ValueType;

/** Whether an object has all the fields of a pattern. Not thread safe. */
final class PatternMatch extends Predicate {
    private final Node node;
    private final Computation object;
    private final Pattern pattern;
    private final Failure failure;

    PatternMatch(Node node, Plan plan) {
        super(plan.dictionary);
        this.node = node;
        failure = plan.failure;
        object = plan.computation(node.operand(0));
        pattern = new Pattern(node.operand(1), plan);
    }

    @Override
    int test(Row row) {
        int status = object.evaluate(row);
        if (status == Evaluator.OK) {
            status = pattern.evaluate(row);
        }
        if (status != Evaluator.OK) {
            return status;
        }
        ValueType type = object.value.type();
        return type == ValueType.OBJECT
                ? pattern.matches(object.value.document())
                : failure.wrongType(node, "an object", type);
    }
}
