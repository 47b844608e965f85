/**
 * The fault rig: processes killed, power cut, files mutated, and an oracle that knows what a journal must hold after.
 *
 * <p>Every fault is drawn from a seed, and every failure prints the line that repeats it.
 */
package io.tailrace.bench.faults;
