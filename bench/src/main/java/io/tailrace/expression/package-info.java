/**
 * The ways to evaluate an expression, for those that measure them against each other. They lie in the package that
 * chooses one of them, as that is nobody else's business.
 */
package io.tailrace.expression;
