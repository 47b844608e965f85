package io.tailrace.expression;

/** The ways to evaluate a predicate that asks only for fields and constants. All answer the same. */
public enum EvaluatorKind {
    /** Code made for its form: what the engine does while there are not too many forms. */
    CLASSES(Compiling.CLASSES),
    /** Tests of fields in a row, gone through by a loop: what it does beyond that. */
    STEPS(Compiling.STEPS),
    /** A tree of objects, each of which calls those below it: what it does with all other expressions. */
    TREE(Compiling.NOTHING);

    private final Compiling compiling;

    EvaluatorKind(Compiling compiling) {
        this.compiling = compiling;
    }

    /**
     * Plans an expression.
     *
     * @param expression what to evaluate
     * @param settings for documents of this dictionary
     * @return an evaluator for one thread at a time
     */
    public Evaluator of(Expression expression, EvaluationSettings settings) {
        return Evaluator.of(expression, new Plan(settings, compiling));
    }
}
