package io.tailrace.query;

import io.tailrace.expression.Expression;

/**
 * A secondary index.
 *
 * @param id number of the index in its journal
 * @param name its name
 * @param expression what a document is listed under
 * @param multi whether each element of an array is a key of its own
 * @hidden
 */
public record IndexDefinition(int id, String name, Expression expression, boolean multi) {}
