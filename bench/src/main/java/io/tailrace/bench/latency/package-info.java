/** How long a change is under way at a given load, on several routes, with every pause that the machine makes. */
package io.tailrace.bench.latency;
