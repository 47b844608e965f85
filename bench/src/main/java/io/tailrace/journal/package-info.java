/**
 * Stress tests of what the journal shares between threads, for {@code bench.jar jcstress}, and the disk that forgets,
 * for {@code bench.jar faults}. They lie in the package of what they look after, as that is nobody else's business.
 */
package io.tailrace.journal;
