package io.tailrace.expression;

import io.tailrace.document.ArrayView;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.document.ValueType;
import org.agrona.concurrent.UnsafeBuffer;

/** Whether a value is an element of an array, a field of an object or a part of text. Not thread safe. */
final class Membership extends Predicate {
    private final Node node;
    private final Computation member;
    private final Computation whole;
    private final boolean wholeFirst;
    private final Failure failure;
    private final Value element;
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer part = new UnsafeBuffer(0, 0);

    /** {@code member in whole} or {@code whole.contains(member)}; the one that is written first is looked at first. */
    Membership(Node node, Computation member, Computation whole, Dictionary dictionary, Failure failure) {
        super(dictionary);
        this.node = node;
        this.member = member;
        this.whole = whole;
        this.failure = failure;
        wholeFirst = node.operator == Operator.CONTAINS;
        element = new Value(dictionary);
    }

    @Override
    int test(Row row) {
        int first = (wholeFirst ? whole : member).evaluate(row);
        if (first != Evaluator.OK) {
            return first;
        }
        int second = (wholeFirst ? member : whole).evaluate(row);
        if (second != Evaluator.OK) {
            return second;
        }
        ValueType type = whole.value.type();
        if (type == ValueType.ARRAY) {
            return isElement(whole.value.array(), member.value);
        }
        ValueType other = wholeFirst ? ValueType.STRING : ValueType.OBJECT;
        if (type != other) {
            return failure.wrongType(node, wholeFirst ? "an array or text" : "an array or object", type);
        }
        if (member.value.type() != ValueType.STRING) {
            return failure.wrongType(node, "text", member.value.type());
        }
        member.value.utf8(part);
        if (wholeFirst) {
            whole.value.utf8(text);
            return isPart();
        }
        return isField(whole.value.document());
    }

    private int isElement(ArrayView array, Value wanted) {
        for (int i = 0; i < array.size(); i++) {
            array.valueAt(i, element);
            if (ValueOrder.equal(element, wanted)) {
                return Evaluator.OK;
            }
        }
        return Evaluator.FALSE;
    }

    private int isField(Document object) {
        return object.has(object.dictionary().field(part, 0, part.capacity())) ? Evaluator.OK : Evaluator.FALSE;
    }

    private int isPart() {
        int last = text.capacity() - part.capacity();
        for (int i = 0; i <= last; i++) {
            if (TextEnd.matches(text, i, part)) {
                return Evaluator.OK;
            }
        }
        return Evaluator.FALSE;
    }
}
