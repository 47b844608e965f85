package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;

/** What is compiled, as part of a tree. Not thread safe. */
final class CompiledPart extends Computation {
    final CompiledEvaluator evaluator;

    CompiledPart(CompiledEvaluator evaluator, Dictionary dictionary) {
        this.evaluator = evaluator;
        value = new Value(dictionary);
    }

    @Override
    int test(Row row) {
        return evaluator.test(row);
    }

    @Override
    int evaluate(Row row) {
        return evaluator.evaluate(row, value);
    }
}
