package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/** A field of a computed object. Not thread safe. */
final class FieldValue extends Computation {
    private final Node node;
    private final Computation object;
    private final Field field;
    private final Failure failure;

    FieldValue(Node node, Computation object, Dictionary dictionary, Failure failure) {
        this.node = node;
        this.object = object;
        this.failure = failure;
        field = dictionary.field(node.name());
        value = new Value(dictionary);
    }

    @Override
    int evaluate(Row row) {
        int status = object.evaluate(row);
        if (status != Evaluator.OK) {
            return status;
        }
        if (object.value.field(field, value)) {
            return Evaluator.OK;
        }
        ValueType type = object.value.type();
        return type == ValueType.OBJECT ? failure.noField(node) : failure.wrongType(node, "an object", type);
    }
}
