/** An engine that runs for months, in minutes: more is written than is kept, and nothing grows meanwhile. */
package io.tailrace.bench.months;
