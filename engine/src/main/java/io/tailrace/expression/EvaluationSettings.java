package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import java.util.function.LongSupplier;

/**
 * What an expression is planned with.
 *
 * @param dictionary names and shapes of the documents
 * @param limits of what is built
 * @param nowNs what {@code now()} is, epoch nanoseconds
 * @param random 64 random bits at each call
 * @hidden
 */
public record EvaluationSettings(Dictionary dictionary, DocumentLimits limits, long nowNs, LongSupplier random) {
    /** With the limits of documents. */
    public EvaluationSettings(Dictionary dictionary, long nowNs, LongSupplier random) {
        this(dictionary, dictionary.limits(), nowNs, random);
    }

    /** {@return the same for events, in which there are two documents} */
    public EvaluationSettings aroundTwo() {
        return new EvaluationSettings(dictionary, dictionary.limits().aroundTwo(), nowNs, random);
    }
}
