package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import java.util.function.LongSupplier;

/** A float from 0 to below 1. Not thread safe. */
final class RandomValue extends Computation {
    private static final int UNUSED_BITS = 11;
    private static final double UNIT = 0x1p-53;

    private final LongSupplier random;

    RandomValue(Dictionary dictionary, LongSupplier random) {
        this.random = random;
        value = new Value(dictionary);
    }

    @Override
    int evaluate(Row row) {
        value.set((random.getAsLong() >>> UNUSED_BITS) * UNIT);
        return Evaluator.OK;
    }
}
