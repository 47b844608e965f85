package io.tailrace.expression;

/** An error, always. Not thread safe. */
final class ErrorValue extends Computation {
    private final Node node;
    private final Failure failure;

    ErrorValue(Node node, Failure failure) {
        this.node = node;
        this.failure = failure;
    }

    @Override
    int evaluate(Row row) {
        return failure.failed(node, node.operand(0).constant.text);
    }
}
