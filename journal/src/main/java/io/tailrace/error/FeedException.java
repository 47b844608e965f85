package io.tailrace.error;

/** A predicate, projection or handler of a feed has thrown; that feed has ended, everything else goes on. */
public final class FeedException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final long sequence;

    /**
     * Names the change and keeps the cause.
     *
     * @param sequence sequence of the change that was being delivered
     * @param cause what was thrown
     */
    public FeedException(long sequence, Throwable cause) {
        super("feed ended at sequence=" + sequence + ": " + cause, cause);
        this.sequence = sequence;
    }

    /**
     * The sequence of the change that was being delivered.
     *
     * @return sequence of the change that was being delivered
     */
    public long sequence() {
        return sequence;
    }
}
