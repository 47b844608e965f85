/**
 * Stress tests of what the index shares between threads, for {@code bench.jar jcstress}. They lie in the package of
 * what they test, as that is nobody else's business.
 */
package io.tailrace.index;
