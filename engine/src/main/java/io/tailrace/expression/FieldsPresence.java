package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.FieldSelector;
import io.tailrace.document.ValueType;

/** Whether an object has fields that are not null. Not thread safe. */
final class FieldsPresence extends Predicate {
    private final Node node;
    private final Computation object;
    private final FieldSelector selector;
    private final Failure failure;

    FieldsPresence(Node node, Computation object, Dictionary dictionary, Failure failure) {
        super(dictionary);
        this.node = node;
        this.object = object;
        this.failure = failure;
        selector = new FieldSelector(
                dictionary, Operands.selection("hasFields", node.operands.subList(1, node.operands.size())));
    }

    @Override
    int test(Row row) {
        int status = object.evaluate(row);
        if (status != Evaluator.OK) {
            return status;
        }
        ValueType type = object.value.type();
        if (type != ValueType.OBJECT) {
            return failure.wrongType(node, "an object", type);
        }
        return selector.hasFields(object.value.document()) ? Evaluator.OK : Evaluator.FALSE;
    }
}
