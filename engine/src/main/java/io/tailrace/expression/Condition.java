package io.tailrace.expression;

/** One of two operands, by the truth of a third. Not thread safe. */
final class Condition extends Computation {
    private final Computation test;
    private final Computation then;
    private final Computation otherwise;

    Condition(Computation test, Computation then, Computation otherwise) {
        this.test = test;
        this.then = then;
        this.otherwise = otherwise;
    }

    @Override
    int evaluate(Row row) {
        int held = test.test(row);
        if (held > Evaluator.OK) {
            return held;
        }
        Computation chosen = held == Evaluator.OK ? then : otherwise;
        int status = chosen.evaluate(row);
        value = chosen.value;
        return status;
    }

    @Override
    int test(Row row) {
        int held = test.test(row);
        return held > Evaluator.OK ? held : held == Evaluator.OK ? then.test(row) : otherwise.test(row);
    }
}
