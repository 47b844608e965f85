package io.tailrace.write;

import java.nio.ByteBuffer;

/** One slot of the ring: a slice of the arena and what goes with the message that begins in it. */
final class Slot {
    /** Where the slice begins in the arena. */
    final int offset;

    /** Set by the producer before it publishes, taken by the writer; null when nobody waits. */
    Ack ack;

    /** The writes of a transaction too large for the arena; set and taken as the acknowledgement, the writer's then. */
    ByteBuffer writes;

    Slot(int offset) {
        this.offset = offset;
    }
}
