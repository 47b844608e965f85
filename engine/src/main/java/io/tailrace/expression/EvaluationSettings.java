package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import java.util.function.LongSupplier;

/**
 * What an expression is planned with.
 *
 * @param dictionary names and shapes of the documents; its limits bound what is built
 * @param nowNs what {@code now()} is, epoch nanoseconds
 * @param random 64 random bits at each call
 * @hidden
 */
public record EvaluationSettings(Dictionary dictionary, long nowNs, LongSupplier random) {}
