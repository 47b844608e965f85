/**
 * The command line of {@code bench.jar}; what it measures lies below, a package for each question, all of which look at
 * {@code measure} and {@code rows}.
 *
 * <p>Absolute numbers belong to one machine and one moment; what is asserted are ratios of medians over rounds that
 * take turns.
 */
package io.tailrace.bench;
