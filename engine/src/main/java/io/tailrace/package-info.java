/** The engine: opening a journal directory, its tables, reads and writes. Begin with {@link io.tailrace.Tailrace}. */
package io.tailrace;
