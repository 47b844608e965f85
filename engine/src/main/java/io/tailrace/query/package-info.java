/**
 * Queries: what is asked of a table, what becomes of a document on the way to the answer, and the exact answer at a
 * sequence. A feed is a query plus a position in the journal.
 */
package io.tailrace.query;
