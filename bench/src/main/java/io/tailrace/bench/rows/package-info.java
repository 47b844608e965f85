/**
 * What is written and what is asked of it, the same for everybody: documents, updates of rows, and screens of queries.
 */
package io.tailrace.bench.rows;
