package io.tailrace.query;

import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.FieldsRead;

/**
 * One branch of a query: what it reads and what becomes of the documents. A query without a union has one.
 *
 * @param source what is read
 * @param transforms what stands between it and {@code changes}, or between its order and its limit
 * @hidden
 */
public record Selection(Source source, Transforms transforms) {
    /**
     * Which fields of the documents of its table it reads: a change that differs in none of them makes no event, and
     * nothing that is counted.
     *
     * @param settings names, shapes and what expressions are planned with
     * @return every field where it shows whole documents, where a lambda does not say what it reads, and where a step
     *     can fail in a way that {@code transformErrors()} counts
     */
    public FieldsRead reads(EvaluationSettings settings) {
        return BranchReads.of(this, settings);
    }
}
