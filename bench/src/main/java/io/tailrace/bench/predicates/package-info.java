/** Filters and transforms evaluated by the engine, and the same written by hand in Java. */
package io.tailrace.bench.predicates;
