package io.tailrace.expression;

/** The row itself. Not thread safe. */
final class RowValue extends Computation {
    @Override
    int evaluate(Row row) {
        value = row.value();
        return Evaluator.OK;
    }
}
