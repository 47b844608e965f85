package io.tailrace.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How far the journal has got. Single writer, any reader: the time is written before the sequence. */
final class Progress {
    private static final VarHandle LAST_SEQUENCE;
    private static final VarHandle LAST_TIME;
    private static final VarHandle CLAMPED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LAST_SEQUENCE = lookup.findVarHandle(Progress.class, "lastSequence", long.class);
            LAST_TIME = lookup.findVarHandle(Progress.class, "lastTimeNs", long.class);
            CLAMPED = lookup.findVarHandle(Progress.class, "clamped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long lastSequence;
    private long lastTimeNs = Long.MIN_VALUE;
    private long clamped;

    long lastSequence() {
        return (long) LAST_SEQUENCE.getAcquire(this);
    }

    long lastTimeNs() {
        return (long) LAST_TIME.getAcquire(this);
    }

    long clamped() {
        return (long) CLAMPED.getAcquire(this);
    }

    void publish(long sequence, long timeNs, long clampedTimes) {
        CLAMPED.setRelease(this, clampedTimes);
        LAST_TIME.setRelease(this, timeNs);
        LAST_SEQUENCE.setRelease(this, sequence);
    }
}
