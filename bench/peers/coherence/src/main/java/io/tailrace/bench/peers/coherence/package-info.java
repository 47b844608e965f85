/** The work with Coherence CE. */
package io.tailrace.bench.peers.coherence;
