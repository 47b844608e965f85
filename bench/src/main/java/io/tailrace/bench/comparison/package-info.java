/** The same work done by other libraries, each in a JVM of its own, with an oracle that says whether it was done. */
package io.tailrace.bench.comparison;
