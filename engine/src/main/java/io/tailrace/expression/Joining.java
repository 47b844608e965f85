package io.tailrace.expression;

import io.tailrace.document.ArrayView;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Joins two texts or two arrays in memory of its own, which the result lies in. Not thread safe. */
final class Joining {
    private static final int FIRST_CAPACITY = 256;

    private final Node node;
    private final Failure failure;
    private final Dictionary dictionary;
    private final DocumentLimits limits;
    private final UnsafeBuffer left = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer right = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer joined = new UnsafeBuffer(ByteBuffer.allocateDirect(FIRST_CAPACITY));
    private final Value element;
    private BuiltValue array;

    Joining(Node node, EvaluationSettings settings, Failure failure) {
        this.node = node;
        dictionary = settings.dictionary();
        limits = settings.limits();
        this.failure = failure;
        element = new Value(dictionary);
    }

    /** Both of one type, text or array. */
    int join(Value a, Value b, Value into) {
        if (a.type() == ValueType.STRING) {
            return texts(a, b, into);
        }
        if (array == null) {
            array = new BuiltValue(dictionary, limits);
        }
        try {
            DocumentWriter out = array.beginArray();
            add(a.array(), out);
            add(b.array(), out);
            array.endArray(into);
            return Evaluator.OK;
        } catch (DocumentException | LimitException e) {
            return failure.failed(node, e.getMessage());
        }
    }

    private void add(ArrayView elements, DocumentWriter out) {
        for (int i = 0; i < elements.size(); i++) {
            elements.valueAt(i, element);
            out.add(element);
        }
    }

    private int texts(Value a, Value b, Value into) {
        a.utf8(left);
        b.utf8(right);
        int length = left.capacity() + right.capacity();
        if (length > limits.documentBytes()) {
            return failure.failed(node, "the text is longer than a document may be");
        }
        if (joined.capacity() < length) {
            joined.wrap(ByteBuffer.allocateDirect(Integer.highestOneBit(length) << 1));
        }
        joined.putBytes(0, left, 0, left.capacity());
        joined.putBytes(left.capacity(), right, 0, right.capacity());
        into.wrapUtf8(joined, 0, length);
        return Evaluator.OK;
    }
}
