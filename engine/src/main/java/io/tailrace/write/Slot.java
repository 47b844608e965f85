package io.tailrace.write;

/** One slot of the ring: a slice of the arena and the acknowledgement of the message that begins in it. */
final class Slot {
    /** Where the slice begins in the arena. */
    final int offset;

    /** Set by the producer before it publishes, taken by the writer; null when nobody waits. */
    Ack ack;

    Slot(final int offset) {
        this.offset = offset;
    }
}
