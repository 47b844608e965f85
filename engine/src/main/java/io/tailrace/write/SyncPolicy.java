package io.tailrace.write;

import io.tailrace.error.Arguments;
import java.time.Duration;

/**
 * When the engine forces the journal to the disk by itself. Whatever the policy, a write that waits for
 * {@link Acknowledgement#SYNCED} is forced at once, together with all others that wait.
 */
public final class SyncPolicy {
    private static final SyncPolicy ON_DEMAND = new SyncPolicy(0, false);
    private static final SyncPolicy EVERY_BLOCK = new SyncPolicy(0, true);
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    private final long intervalNs;
    private final boolean everyBlock;

    private SyncPolicy(long intervalNs, boolean everyBlock) {
        this.intervalNs = intervalNs;
        this.everyBlock = everyBlock;
    }

    /** {@return a policy that forces when somebody waits for it and when the engine is closed, the default} */
    public static SyncPolicy onDemand() {
        return ON_DEMAND;
    }

    /**
     * Forces what was committed in the meantime again and again, so that the loss of power costs about that much time
     * at most.
     *
     * @param interval from the beginning of one force to that of the next, at least a millisecond; by the engine's
     *     clock with {@link io.tailrace.Threading#INVOKER}
     * @return the policy
     */
    public static SyncPolicy every(Duration interval) {
        Arguments.given(interval, "interval", "every(interval)");
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("every(interval) takes a millisecond or more: " + interval);
        }
        return new SyncPolicy(interval.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : interval.toNanos(), false);
    }

    /**
     * {@return a policy that forces as soon as a block is committed} Blocks that are committed while a force is under
     * way share the next.
     */
    public static SyncPolicy everyBlock() {
        return EVERY_BLOCK;
    }

    /** From force to force, 0 for none by time. */
    long intervalNs() {
        return intervalNs;
    }

    boolean isEveryBlock() {
        return everyBlock;
    }

    /** {@return whether the engine never forces by itself} */
    public boolean isOnDemand() {
        return this == ON_DEMAND;
    }

    @Override
    public String toString() {
        return everyBlock ? "every block" : isOnDemand() ? "on demand" : "every " + Duration.ofNanos(intervalNs);
    }
}
