package io.tailrace.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A sequence that no index shows a change beyond. Single writer, any reader; neither waits for the other, nor for a
 * store to be seen.
 */
final class AppliedSequence {
    private static final VarHandle SEQUENCE;

    static {
        try {
            SEQUENCE = MethodHandles.lookup().findVarHandle(AppliedSequence.class, "sequence", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Written by who applies changes before one shows in any index, read by feeds.
    @SuppressWarnings("unused")
    private long sequence;

    /** One of indexes that show nothing. */
    public AppliedSequence() {}

    /**
     * Makes a sequence known before its change touches an index.
     *
     * @param applied not less than any before
     */
    public void announce(long applied) {
        SEQUENCE.setOpaque(this, applied);
        VarHandle.storeStoreFence();
    }

    /**
     * The sequence, to be asked for after what it is asked about was read.
     *
     * @return the last announced, at least that of any change that was read from an index before
     */
    public long get() {
        VarHandle.acquireFence();
        return (long) SEQUENCE.getAcquire(this);
    }
}
