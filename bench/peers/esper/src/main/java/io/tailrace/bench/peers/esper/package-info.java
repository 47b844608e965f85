/** The work with Esper, which is under the GPL: to be run beside others, not to be passed on with them. */
package io.tailrace.bench.peers.esper;
