package io.tailrace;

import io.tailrace.error.Arguments;
import io.tailrace.journal.RetentionLimits;
import java.time.Duration;

/**
 * How much of the journal is kept. Whole segments are removed from its beginning, if two sound snapshots cover them:
 * what lies after the older of these always stays, whatever this says. Immutable. Default: {@link #keepAll()}.
 *
 * <p>If both bytes and age are given, a segment goes when either of them says so.
 */
public final class RetentionPolicy {
    private static final Duration LONGEST = Duration.ofDays(100 * 365);
    private static final RetentionPolicy KEEP_ALL = new RetentionPolicy(Long.MAX_VALUE, 0, Long.MAX_VALUE);

    private final long bytes;
    /** 0 for no age. */
    private final long ageNs;

    private final long waitingBytes;

    private RetentionPolicy(long bytes, long ageNs, long waitingBytes) {
        this.bytes = bytes;
        this.ageNs = ageNs;
        this.waitingBytes = waitingBytes;
    }

    /** {@return a policy that removes nothing, the default} */
    public static RetentionPolicy keepAll() {
        return KEEP_ALL;
    }

    /**
     * {@return this policy, which removes the oldest segments when all together are larger}
     *
     * @param kept bytes of segments, 0 or more; snapshots are not counted
     */
    public RetentionPolicy bytes(long kept) {
        if (kept < 0) {
            throw new IllegalArgumentException("bytes(n) takes 0 or more: " + kept);
        }
        return new RetentionPolicy(kept, ageNs, waitingBytes);
    }

    /**
     * {@return this policy, which removes segments all of whose changes are older}
     *
     * @param kept by the times of the changes, counted back from the time that the journal has reached; a millisecond
     *     or more
     */
    public RetentionPolicy age(Duration kept) {
        Arguments.given(kept, "kept", "age(kept)");
        if (kept.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("age(kept) takes a millisecond or more: " + kept);
        }
        return new RetentionPolicy(
                bytes, kept.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : kept.toNanos(), waitingBytes);
    }

    /**
     * {@return this policy, which no longer waits for feeds and cursors that asked for it when all segments together
     * are larger} Without this it waits for ever.
     *
     * @param kept bytes of segments, 0 or more
     */
    public RetentionPolicy waitingBytes(long kept) {
        if (kept < 0) {
            throw new IllegalArgumentException("waitingBytes(n) takes 0 or more: " + kept);
        }
        return new RetentionPolicy(bytes, ageNs, kept);
    }

    /** {@return whether nothing is taken away} */
    public boolean isKeepingAll() {
        return bytes == Long.MAX_VALUE && ageNs == 0;
    }

    /** What that comes to when the journal has come to a time. */
    RetentionLimits limits(long floorNs) {
        long timeNs = ageNs == 0 || floorNs < Long.MIN_VALUE + ageNs ? Long.MIN_VALUE : floorNs - ageNs;
        return new RetentionLimits(bytes, timeNs, waitingBytes);
    }

    /** That keeps nothing but for who waits, where this would keep all. */
    RetentionLimits compacting(long floorNs) {
        return isKeepingAll() ? new RetentionLimits(0, Long.MIN_VALUE, waitingBytes) : limits(floorNs);
    }

    @Override
    public String toString() {
        if (isKeepingAll()) {
            return "keep all";
        }
        return "keep"
                + (bytes == Long.MAX_VALUE ? "" : " " + bytes + " bytes")
                + (ageNs == 0 ? "" : " " + Duration.ofNanos(ageNs))
                + (waitingBytes == Long.MAX_VALUE ? "" : ", wait for " + waitingBytes + " bytes");
    }
}
