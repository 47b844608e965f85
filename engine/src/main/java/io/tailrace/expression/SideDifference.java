package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.document.FieldSelector;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/**
 * Whether the documents before and after an event differ in some fields; where there is only one of them, they do. Not
 * thread safe.
 */
final class SideDifference extends Predicate {
    private final Node node;
    private final Field oldVal;
    private final Field newVal;
    private final FieldSelector selector;
    private final Value before;
    private final Value after;
    private final Failure failure;

    SideDifference(Node node, Dictionary dictionary, Failure failure) {
        super(dictionary);
        this.node = node;
        this.failure = failure;
        oldVal = dictionary.field(Expressions.OLD_VAL);
        newVal = dictionary.field(Expressions.NEW_VAL);
        selector = new FieldSelector(dictionary, Operands.selection("changed", node.operands));
        before = new Value(dictionary);
        after = new Value(dictionary);
    }

    @Override
    int test(Row row) {
        int left = row.field(oldVal, before);
        int right = row.field(newVal, after);
        if (left == Evaluator.FAILED) {
            return failure.noRow(node);
        }
        boolean was = left == Evaluator.OK && !before.isNull();
        boolean is = right == Evaluator.OK && !after.isNull();
        if (!was || !is) {
            return was || is ? Evaluator.OK : failure.noSide(node);
        }
        if (before.type() != ValueType.OBJECT || after.type() != ValueType.OBJECT) {
            return failure.wrongType(
                    node, "objects on both sides", before.type() == ValueType.OBJECT ? after.type() : before.type());
        }
        return selector.equal(before.document(), after.document()) ? Evaluator.FALSE : Evaluator.OK;
    }
}
