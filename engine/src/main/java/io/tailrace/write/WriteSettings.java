package io.tailrace.write;

/**
 * What the ring and the writer are configured with.
 *
 * @param ringSlots number of slots, a power of two
 * @param slotBytes bytes of a slot, a multiple of 64
 * @param blockChanges a block closes when it holds this many changes
 * @param blockBytes a block closes when it is this long
 * @param backPressure what a producer does when the ring is full
 * @param timeoutNs how long it waits with {@link BackPressure#TIMEOUT}
 * @param latenessNs how far own times may lie behind the clock
 * @param earlinessNs how far they may lie ahead of it
 * @hidden
 */
public record WriteSettings(
        int ringSlots,
        int slotBytes,
        int blockChanges,
        int blockBytes,
        BackPressure backPressure,
        long timeoutNs,
        long latenessNs,
        long earlinessNs) {}
