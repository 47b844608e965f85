/**
 * Budgets measured side by side with raw Chronicle Queue, JMH benchmarks, and the report made of their raw results.
 *
 * <p>Absolute numbers belong to one machine and one moment; what is asserted are ratios of medians over rounds that
 * take turns.
 */
package io.tailrace.bench;
