package io.tailrace.error;

/** A well-formed write that the state of the engine does not admit; nothing was written. */
public final class WriteRefusedException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** Why a write was refused. */
    public enum Reason {
        /** An insert met a document with the same key. */
        DUPLICATE_KEY,
        /** The document has another version than the write was meant for. */
        VERSION_MISMATCH,
        /** The table was dropped. */
        NO_SUCH_TABLE,
        /** The merged document is over a limit. */
        DOCUMENT_LIMIT,
        /** The changes of a transaction do not fit into one block. */
        TRANSACTION_LIMIT
    }

    private final Reason reason;
    private final int failedWrite;

    /**
     * Says why, and of a transaction which write is to blame.
     *
     * @param reason why
     * @param failedWrite number of the write in its transaction, from 0; -1 for none
     * @param advice what to do next
     */
    public WriteRefusedException(Reason reason, int failedWrite, String advice) {
        super("write was refused, nothing was written: reason=" + reason
                + (failedWrite < 0 ? "" : " failedWrite=" + failedWrite) + ", " + advice);
        this.reason = reason;
        this.failedWrite = failedWrite;
    }

    /**
     * Why the write was refused.
     *
     * @return never null
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Which write of a transaction is to blame.
     *
     * @return its number from 0 in the order they were added; -1 for none, or when it is no single one
     */
    public int failedWrite() {
        return failedWrite;
    }
}
