package io.tailrace.expression;

/** An error, always. Not thread safe. */
final class ErrorValue extends Computation {
    private final Node node;
    private final Failure failure;

    ErrorValue(final Node node, final Failure failure) {
        this.node = node;
        this.failure = failure;
    }

    @Override
    int evaluate(final Row row) {
        return failure.failed(node, node.operand(0).constant.text);
    }
}
