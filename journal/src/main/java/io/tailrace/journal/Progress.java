package io.tailrace.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How far the journal has got. Single writer, any reader: the sequence is written before the time, so that whoever
 * reads the time first sees all changes before it.
 */
final class Progress {
    private static final VarHandle LAST_SEQUENCE;
    private static final VarHandle TIME_FLOOR;
    private static final VarHandle LAST_TIME;
    private static final VarHandle CLAMPED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LAST_SEQUENCE = lookup.findVarHandle(Progress.class, "lastSequence", long.class);
            TIME_FLOOR = lookup.findVarHandle(Progress.class, "timeFloorNs", long.class);
            LAST_TIME = lookup.findVarHandle(Progress.class, "lastTimeNs", long.class);
            CLAMPED = lookup.findVarHandle(Progress.class, "clamped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long lastSequence;
    private long timeFloorNs = Long.MIN_VALUE;
    private long lastTimeNs = Long.MIN_VALUE;
    private long clamped;

    long lastSequence() {
        return (long) LAST_SEQUENCE.getAcquire(this);
    }

    long timeFloorNs() {
        return (long) TIME_FLOOR.getAcquire(this);
    }

    /** The time of the last change, or of one committed since {@link #lastSequence()} was asked for. */
    long lastTimeNs() {
        return (long) LAST_TIME.getAcquire(this);
    }

    long clamped() {
        return (long) CLAMPED.getAcquire(this);
    }

    void publish(long sequence, long floorNs, long clampedTimes) {
        CLAMPED.setRelease(this, clampedTimes);
        if (sequence > lastSequence) {
            LAST_TIME.setRelease(this, floorNs);
        }
        LAST_SEQUENCE.setRelease(this, sequence);
        TIME_FLOOR.setRelease(this, floorNs);
    }
}
