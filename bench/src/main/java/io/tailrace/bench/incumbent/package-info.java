/** What one would build by hand instead: a Chronicle queue, and a tailer that compares each row with what is asked. */
package io.tailrace.bench.incumbent;
