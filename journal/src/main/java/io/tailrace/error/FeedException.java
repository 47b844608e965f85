package io.tailrace.error;

/**
 * A feed has ended by an error, which {@link #reason()} names; everything else goes on. The cause is what was thrown.
 */
public final class FeedException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** What ended a feed. */
    public enum Reason {
        /** A lambda of the query or the handler has thrown. */
        USER_CODE,
        /** A transform failed on a document of the initial set. */
        INITIAL_READ,
        /** A step after changes failed. */
        AFTER_CHANGES,
        /** A table of the query was dropped. */
        TABLE_DROPPED,
        /** An index of the query was dropped. */
        INDEX_DROPPED,
        /** It was further behind the journal than it was allowed to be; the cause is a {@link LagException}. */
        LAG,
        /** The engine could not go on: it was closed or has failed, or a bound of memory was reached. */
        ENGINE
    }

    private final long sequence;
    private final Reason reason;

    /**
     * Names the change and keeps the cause.
     *
     * @param sequence sequence of the change that was being delivered
     * @param cause what was thrown
     */
    public FeedException(long sequence, Throwable cause) {
        this(Reason.USER_CODE, sequence, cause);
    }

    /**
     * Names the reason and the change and keeps the cause.
     *
     * @param reason what ended the feed
     * @param sequence sequence of the change that was being delivered
     * @param cause what was thrown
     */
    public FeedException(Reason reason, long sequence, Throwable cause) {
        this("feed", reason, sequence, cause);
    }

    private FeedException(String what, Reason reason, long sequence, Throwable cause) {
        super(what + " ended at sequence=" + sequence + ": " + cause, cause);
        this.sequence = sequence;
        this.reason = reason;
    }

    /** {@return what ended the feed, never null} */
    public Reason reason() {
        return reason;
    }

    /**
     * The same error, of a feed that has a name.
     *
     * @param name of the feed
     * @return an exception that names it too
     */
    public FeedException of(String name) {
        return new FeedException("feed=" + name, reason, sequence, getCause());
    }

    /** {@return the sequence of the change that was being delivered} */
    public long sequence() {
        return sequence;
    }
}
