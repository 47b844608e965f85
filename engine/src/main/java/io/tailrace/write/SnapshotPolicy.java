package io.tailrace.write;

import io.tailrace.error.Arguments;
import java.time.Duration;

/** When an engine takes snapshots by itself, and how many are kept. Immutable. Default: {@link #defaults()}. */
public final class SnapshotPolicy {
    private static final int KEPT_DEFAULT = 2;
    private static final int KEPT_MAXIMUM = 100;
    private static final long BYTES_MINIMUM = 1 << 20;
    private static final Duration LONGEST = Duration.ofDays(100 * 365);
    private static final SnapshotPolicy ON_DEMAND = new SnapshotPolicy(0, 0, false, KEPT_DEFAULT);
    private static final SnapshotPolicy DEFAULTS = ON_DEMAND.everyBytes(1L << 30);

    private final long bytes;
    private final long intervalNs;
    private final boolean atClose;
    private final int kept;

    private SnapshotPolicy(long bytes, long intervalNs, boolean atClose, int kept) {
        this.bytes = bytes;
        this.intervalNs = intervalNs;
        this.atClose = atClose;
        this.kept = kept;
    }

    /**
     * {@return the policy of an engine that writes to a directory: one after every GiB of journal, of which two are
     * kept} A GiB is what takes about a second to replay.
     */
    public static SnapshotPolicy defaults() {
        return DEFAULTS;
    }

    /** {@return a policy that takes none but those that somebody asks for, and keeps two} */
    public static SnapshotPolicy onDemand() {
        return ON_DEMAND;
    }

    /**
     * {@return this policy, which takes one also whenever so much was written since the last one}
     *
     * @param journaled bytes of journal, at least 1 MiB
     */
    public SnapshotPolicy everyBytes(long journaled) {
        if (journaled < BYTES_MINIMUM) {
            throw new IllegalArgumentException("everyBytes(n) takes at least " + BYTES_MINIMUM + ": " + journaled);
        }
        return new SnapshotPolicy(journaled, intervalNs, atClose, kept);
    }

    /**
     * {@return this policy, which takes one also when the last one is that old and something was written since}
     *
     * @param interval at least a millisecond; by the engine's clock with invoked threading
     */
    public SnapshotPolicy every(Duration interval) {
        Arguments.given(interval, "interval", "every(interval)");
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("every(interval) takes a millisecond or more: " + interval);
        }
        long ns = interval.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : interval.toNanos();
        return new SnapshotPolicy(bytes, ns, atClose, kept);
    }

    /** {@return this policy, which takes one also at close, where something was written since the last one} */
    public SnapshotPolicy atClose() {
        return new SnapshotPolicy(bytes, intervalNs, true, kept);
    }

    /**
     * {@return this policy, which keeps so many}
     *
     * @param count 1 to 100
     */
    public SnapshotPolicy keep(int count) {
        if (count < 1 || count > KEPT_MAXIMUM) {
            throw new IllegalArgumentException("keep(n) takes 1 to " + KEPT_MAXIMUM + ": " + count);
        }
        return new SnapshotPolicy(bytes, intervalNs, atClose, count);
    }

    /** {@return whether the engine takes some by itself while it is open} */
    public boolean isPeriodic() {
        return bytes > 0 || intervalNs > 0;
    }

    /** {@return whether some are taken after a time} */
    public boolean isByTime() {
        return intervalNs > 0;
    }

    /** {@return whether none is taken but on demand} */
    public boolean isOnDemand() {
        return !isPeriodic() && !atClose;
    }

    /** Bytes of journal from one to the next, 0 for none by bytes. */
    long bytes() {
        return bytes;
    }

    /** From one to the next, 0 for none by time. */
    long intervalNs() {
        return intervalNs;
    }

    boolean isAtClose() {
        return atClose;
    }

    /** {@return how many are kept} */
    public int kept() {
        return kept;
    }

    @Override
    public String toString() {
        return "on demand"
                + (bytes > 0 ? ", every " + bytes + " bytes" : "")
                + (intervalNs > 0 ? ", every " + Duration.ofNanos(intervalNs) : "")
                + (atClose ? ", at close" : "") + ", " + kept + " kept";
    }
}
