/** What a change costs, the more feeds stand. */
package io.tailrace.bench.feeds;
