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

    TextEnd(
            final Node node,
            final Computation text,
            final Computation part,
            final Dictionary dictionary,
            final Failure failure) {
        super(dictionary);
        this.node = node;
        this.text = text;
        this.part = part;
        this.failure = failure;
        atStart = node.operator == Operator.STARTS_WITH;
    }

    @Override
    int test(final Row row) {
        int status = utf8(text, row, whole);
        if (status == Evaluator.OK) {
            status = utf8(part, row, end);
        }
        if (status != Evaluator.OK) {
            return status;
        }
        final int place = atStart ? 0 : whole.capacity() - end.capacity();
        return place >= 0 && end.capacity() <= whole.capacity() && matches(whole, place, end)
                ? Evaluator.OK
                : Evaluator.FALSE;
    }

    private int utf8(final Computation operand, final Row row, final UnsafeBuffer into) {
        final int status = operand.evaluate(row);
        if (status != Evaluator.OK) {
            return status;
        }
        final Value found = operand.value;
        if (found.type() != ValueType.STRING) {
            return failure.wrongType(node, "text", found.type());
        }
        found.utf8(into);
        return Evaluator.OK;
    }

    /** Whether bytes stand at a place, which is far enough from the end. */
    static boolean matches(final DirectBuffer text, final int place, final DirectBuffer part) {
        for (int i = 0; i < part.capacity(); i++) {
            if (text.getByte(place + i) != part.getByte(i)) {
                return false;
            }
        }
        return true;
    }
}
