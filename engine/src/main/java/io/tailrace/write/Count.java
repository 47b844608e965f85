package io.tailrace.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread writes and any other may look at. Costs the writer a plain store. */
final class Count {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Count.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** The writing thread only. */
    void add(long more) {
        VALUE.setOpaque(this, value + more);
    }

    /** The writing thread only. */
    void atLeast(long other) {
        if (other > value) {
            VALUE.setOpaque(this, other);
        }
    }

    long get() {
        return (long) VALUE.getOpaque(this);
    }
}
