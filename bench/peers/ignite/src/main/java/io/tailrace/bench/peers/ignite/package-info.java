/** The work with Apache Ignite. */
package io.tailrace.bench.peers.ignite;
