/**
 * Recordings of the real world, loaded through the public interface, against numbers that were found without it: every
 * fact must come out of write outcomes, feed events and reads. Where the recordings are not at hand,
 * {@code RecordingsTest} is skipped with the reason and the tests that load them are not run.
 */
package io.tailrace.realdata;
