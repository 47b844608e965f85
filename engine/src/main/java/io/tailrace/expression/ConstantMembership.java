package io.tailrace.expression;

import io.tailrace.document.ArrayView;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import java.util.Arrays;

/** Whether a value is an element of an array that never changes: sorted once, searched by halves. Not thread safe. */
final class ConstantMembership extends Predicate {
    private final Computation member;
    private final Value[] sorted;

    /** The memory that the array lies in must stay as it is. */
    ConstantMembership(Computation member, ArrayView array, Dictionary dictionary) {
        super(dictionary);
        this.member = member;
        sorted = new Value[array.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = new Value(dictionary);
            array.valueAt(i, sorted[i]);
        }
        Arrays.sort(sorted, ValueOrder::compare);
    }

    @Override
    int test(Row row) {
        int status = member.evaluate(row);
        if (status != Evaluator.OK) {
            return status;
        }
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = ValueOrder.compare(sorted[middle], member.value);
            if (order == 0) {
                return Evaluator.OK;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Evaluator.FALSE;
    }
}
