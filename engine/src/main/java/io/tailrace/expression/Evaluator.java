package io.tailrace.expression;

import io.tailrace.document.Value;

/**
 * A planned expression. Not thread safe; allocates nothing in the steady state. How it is evaluated, by walking a tree
 * or by code made for it, is hidden behind this type.
 *
 * @hidden
 */
public abstract class Evaluator {
    /** A predicate did not hold. */
    public static final int FALSE = 0;
    /** There is a result; a predicate held. */
    public static final int OK = 1;
    /** A non-existence error: something is missing or null that should not be. */
    public static final int MISSING = 2;
    /** Any other error. */
    public static final int FAILED = 3;

    Evaluator() {}

    /**
     * Plans an expression.
     *
     * @param expression what to evaluate
     * @param settings for documents of this dictionary
     * @return an evaluator for one thread at a time
     * @throws io.tailrace.error.QueryException if {@code literal()} stands where it means nothing
     * @throws io.tailrace.error.LimitException if it names a field with a longer name than the dictionary allows
     */
    public static Evaluator of(Expression expression, EvaluationSettings settings) {
        return of(expression, new Plan(settings));
    }

    static Evaluator of(Expression expression, Plan plan) {
        Computation root = plan.computation(expression.node);
        return root instanceof CompiledPart whole ? whole.evaluator : new TreeEvaluator(root, plan.failure);
    }

    /**
     * Evaluates.
     *
     * @param row what {@code row} stands for
     * @param into takes the result, valid until the next evaluation or until the row moves on
     * @return {@link #OK}, {@link #MISSING} or {@link #FAILED}
     */
    public abstract int evaluate(Row row, Value into);

    /**
     * Evaluates as a predicate: all but false and null holds.
     *
     * @param row what {@code row} stands for
     * @return {@link #OK}, {@link #FALSE}, {@link #MISSING} or {@link #FAILED}
     */
    public abstract int test(Row row);

    /**
     * What the last evaluation that did not succeed complained of; allocates.
     *
     * @return the part of the expression and what was wrong with its value
     */
    public abstract String error();
}
