/** Appending to the journal and reading it again, each beside the same with a Chronicle queue alone. */
package io.tailrace.bench.journal;
