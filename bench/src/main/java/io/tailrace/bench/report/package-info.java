/** Makes the pages of perf-reports out of the raw results that measuring has left there, and out of nothing else. */
package io.tailrace.bench.report;
