/** Predicates, projections and index keys said as expressions: built, read from text, planned once and evaluated. */
package io.tailrace.expression;
