/**
 * The simulation: a whole engine on one thread, on a disk that forgets what was not forced, with a clock that is moved,
 * and beside it a model that says what may be seen. Everything is drawn from a seed.
 */
package io.tailrace.bench.simulation;
