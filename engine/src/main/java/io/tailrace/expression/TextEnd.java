package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Whether text begins or ends with another. Not thread safe. */
final class TextEnd extends Predicate {
    private final Node node;
    private final Computation text;
    private final Computation part;
    private final boolean atStart;
    private final Failure failure;
    private final UnsafeBuffer whole = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer end = new UnsafeBuffer(0, 0);

    TextEnd(Node node, Computation text, Computation part, Dictionary dictionary, Failure failure) {
        super(dictionary);
        this.node = node;
        this.text = text;
        this.part = part;
        this.failure = failure;
        atStart = node.operator == Operator.STARTS_WITH;
    }

    @Override
    int test(Row row) {
        int status = utf8(text, row, whole);
        if (status == Evaluator.OK) {
            status = utf8(part, row, end);
        }
        if (status != Evaluator.OK) {
            return status;
        }
        int place = atStart ? 0 : whole.capacity() - end.capacity();
        return place >= 0 && end.capacity() <= whole.capacity() && matches(whole, place, end)
                ? Evaluator.OK
                : Evaluator.FALSE;
    }

    private int utf8(Computation operand, Row row, UnsafeBuffer into) {
        int status = operand.evaluate(row);
        if (status != Evaluator.OK) {
            return status;
        }
        Value found = operand.value;
        if (found.type() != ValueType.STRING) {
            return failure.wrongType(node, "text", found.type());
        }
        found.utf8(into);
        return Evaluator.OK;
    }

    /** Whether bytes stand at a place, which is far enough from the end. */
    static boolean matches(DirectBuffer text, int place, DirectBuffer part) {
        for (int i = 0; i < part.capacity(); i++) {
            if (text.getByte(place + i) != part.getByte(i)) {
                return false;
            }
        }
        return true;
    }
}
