package io.tailrace.journal;

/**
 * What of a journal is kept, at least. A segment goes when one of the first two asks for it, and nobody waits for it.
 *
 * @param bytes so many of the newest bytes of segments; {@link Long#MAX_VALUE} where that asks for nothing, 0 where
 *     nothing is to be kept that opening does not need
 * @param timeNs changes from that time on, in nanoseconds since 1970; {@link Long#MIN_VALUE} where that asks for
 *     nothing
 * @param waitingBytes so many bytes of segments at most are kept for who waits
 * @hidden
 */
public record RetentionLimits(long bytes, long timeNs, long waitingBytes) {
    /** That keeps everything. */
    public static final RetentionLimits NONE = new RetentionLimits(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
}
