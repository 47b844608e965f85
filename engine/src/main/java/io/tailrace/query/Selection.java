package io.tailrace.query;

/**
 * One branch of a query: what it reads and what becomes of the documents. A query without a union has one.
 *
 * @param source what is read
 * @param transforms what stands between it and {@code changes}, or between its order and its limit
 * @hidden
 */
public record Selection(Source source, Transforms transforms) {}
