package io.tailrace.expression;

import io.tailrace.document.Value;

/** Evaluates by walking the tree of computations. Not thread safe. */
final class TreeEvaluator extends Evaluator {
    private final Computation root;
    private final Failure failure;

    TreeEvaluator(Computation root, Failure failure) {
        this.root = root;
        this.failure = failure;
    }

    @Override
    public int evaluate(Row row, Value into) {
        int status = root.evaluate(row);
        if (status == OK) {
            into.set(root.value);
        }
        return status;
    }

    @Override
    public int test(Row row) {
        return root.test(row);
    }

    @Override
    public String error() {
        return failure.toString();
    }
}
