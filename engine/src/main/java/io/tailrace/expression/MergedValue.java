package io.tailrace.expression;

import io.tailrace.document.DocumentMerge;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;

/** An object with another one merged in; anything but an object replaces it. Not thread safe. */
final class MergedValue extends Computation {
    private final Node node;
    private final Computation object;
    /** What is merged in, where it is written out; else null. */
    private final Patch patch;
    /** What is merged in, where it is computed; else null. */
    private final Computation other;

    private final DocumentMerge merge = new DocumentMerge();
    private final BuiltValue built;
    private final Value merged;
    private final Failure failure;

    MergedValue(Node node, Plan plan) {
        this.node = node;
        failure = plan.failure;
        object = plan.computation(node.operand(0));
        Node second = node.operand(1);
        patch = second.operator == Operator.OBJECT ? new Patch(second, plan) : null;
        other = patch == null ? plan.computation(second) : null;
        built = new BuiltValue(plan.dictionary, plan.settings.limits());
        merged = new Value(plan.dictionary);
    }

    @Override
    int evaluate(Row row) {
        int status = object.evaluate(row);
        if (status == Evaluator.OK) {
            status = patch != null ? patch.evaluate(row) : other.evaluate(row);
        }
        if (status != Evaluator.OK) {
            return status;
        }
        ValueType type = object.value.type();
        if (type != ValueType.OBJECT) {
            return failure.wrongType(node, "an object", type);
        }
        if (patch == null && other.value.type() != ValueType.OBJECT) {
            value = other.value;
            return Evaluator.OK;
        }
        try {
            build();
            return Evaluator.OK;
        } catch (DocumentException | LimitException e) {
            return failure.failed(node, e.getMessage());
        }
    }

    private void build() {
        built.beginObject();
        if (patch != null) {
            patch.write(object.value.document(), built.writer);
        } else {
            merge.merge(object.value.document(), other.value.document(), built.writer);
        }
        built.endObject(merged);
        value = merged;
    }
}
