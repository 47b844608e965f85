/** What is left of the speed where one dimension grows: documents, feeds, tables, processes. */
package io.tailrace.bench.scale;
