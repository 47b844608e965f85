package io.tailrace.expression;

import io.tailrace.document.ArrayView;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/** An element of a computed array, counted from its begin or, with a negative index, from its end. Not thread safe. */
final class ElementValue extends Computation {
    private final Node node;
    private final Computation array;
    private final Computation index;
    private final Failure failure;

    ElementValue(Node node, Computation array, Computation index, Dictionary dictionary, Failure failure) {
        this.node = node;
        this.array = array;
        this.index = index;
        this.failure = failure;
        value = new Value(dictionary);
    }

    @Override
    int evaluate(Row row) {
        int status = array.evaluate(row);
        if (status == Evaluator.OK) {
            status = index.evaluate(row);
        }
        if (status != Evaluator.OK) {
            return status;
        }
        ValueType indexType = index.value.type();
        if (!Arithmetic.isNumber(indexType)) {
            return failure.wrongType(node, "a number as index", indexType);
        }
        long at = Arithmetic.isWhole(index.value) ? index.value.longValue() : Long.MAX_VALUE;
        if ((int) at != at) {
            return failure.failed(node, "expected a whole number of 32 bits as index");
        }
        ValueType type = array.value.type();
        return type == ValueType.ARRAY ? element((int) at) : failure.wrongType(node, "an array", type);
    }

    private int element(int at) {
        ArrayView elements = array.value.array();
        int size = elements.size();
        int place = at < 0 ? at + size : at;
        if (place < 0 || place >= size) {
            return failure.noElement(node, at, size);
        }
        elements.valueAt(place, value);
        return Evaluator.OK;
    }
}
