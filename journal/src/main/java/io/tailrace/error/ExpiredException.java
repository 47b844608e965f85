package io.tailrace.error;

/**
 * The journal no longer holds the changes asked for: retention has removed them. Names the oldest sequence that is
 * left.
 */
public final class ExpiredException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final long requested;
    private final long oldest;

    /**
     * Names both sequences.
     *
     * @param requested the sequence asked for
     * @param oldest the oldest sequence that can be served
     */
    public ExpiredException(long requested, long oldest) {
        this(requested, oldest, "start there or from the end");
    }

    /**
     * Names both sequences, and says what to do.
     *
     * @param requested the sequence asked for
     * @param oldest the oldest sequence that can be served
     * @param advice what to do next
     */
    public ExpiredException(long requested, long oldest, String advice) {
        super("sequence=" + requested + " is no longer held, oldest=" + oldest + ": " + advice);
        this.requested = requested;
        this.oldest = oldest;
    }

    /** {@return the sequence asked for} */
    public long requested() {
        return requested;
    }

    /** {@return the oldest sequence that can be served} */
    public long oldest() {
        return oldest;
    }
}
