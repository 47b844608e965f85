package io.tailrace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;

/**
 * Looks from another thread whether writes wait that the writer does not take: it was descheduled, meets a cold page or
 * waits for the device. Costs the writer nothing. One thread looks, any asks.
 */
final class StallWatch {
    private static final VarHandle COUNT;
    private static final VarHandle LONGEST;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            COUNT = lookup.findVarHandle(StallWatch.class, "count", long.class);
            LONGEST = lookup.findVarHandle(StallWatch.class, "longestNs", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Shorter ones are what the looks themselves are apart, and a busy machine. */
    static final long LEAST_NS = 10_000_000;

    private final LongSupplier waiting;
    private final LongSupplier writes;
    private long taken = -1;
    private long sinceNs;
    private boolean standing;
    private long count;
    private long longestNs;

    /**
     * @param waiting how much the writer has not taken
     * @param writes how much it has taken
     */
    StallWatch(LongSupplier waiting, LongSupplier writes) {
        this.waiting = waiting;
        this.writes = writes;
    }

    /** Looks now. */
    void look(long nowNs) {
        long now = writes.getAsLong();
        boolean waits = waiting.getAsLong() > 0;
        if (waits && now == taken) {
            standing = true;
            return;
        }
        long stoodNs = nowNs - sinceNs;
        if (standing && stoodNs >= LEAST_NS) {
            COUNT.setOpaque(this, count + 1);
            if (stoodNs > longestNs) {
                LONGEST.setOpaque(this, stoodNs);
            }
            StallEvent.tell(stoodNs);
        }
        standing = false;
        taken = now;
        sinceNs = nowNs;
    }

    /** How often the writer has stood. */
    long count() {
        return (long) COUNT.getOpaque(this);
    }

    /** For how long at most. */
    long longestNs() {
        return (long) LONGEST.getOpaque(this);
    }
}
