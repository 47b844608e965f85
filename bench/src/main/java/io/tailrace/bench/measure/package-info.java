/**
 * How anything is measured here: sides that take turns in rounds, verdicts on their medians, the machine and its
 * neighbours, and the files that keep what was found.
 */
package io.tailrace.bench.measure;
