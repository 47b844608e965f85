/** The work with Hazelcast, in two ways. */
package io.tailrace.bench.peers.hazelcast;
