package io.tailrace.error;

/** A well-formed write that the state of the engine does not allow; nothing was written. */
public final class WriteRefusedException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** Why a write was refused. */
    public enum Reason {
        /** An insert met a document with the same key. */
        DUPLICATE_KEY,
        /** The document has another version than the write was meant for. */
        VERSION_MISMATCH,
        /** The write is for a version of a document that an earlier write of its transaction has written. */
        VERSION_UNKNOWN,
        /** An update or replacement in a transaction met no document. */
        NO_SUCH_DOCUMENT,
        /** The table was dropped. */
        NO_SUCH_TABLE,
        /** The merged document is over a limit. */
        DOCUMENT_LIMIT,
        /** The changes of a transaction do not fit into one block. */
        TRANSACTION_LIMIT,
        /** The position that was to be committed does not follow on the one that the cursor has. */
        CURSOR_MOVED
    }

    private final Reason reason;
    private final int failedWrite;
    private final String table;
    private final transient Object key;

    /**
     * Says why, and which write is to blame.
     *
     * @param reason why
     * @param where the write that is to blame, for the message, beginning with a space; empty for none
     * @param failedWrite number of the write in its transaction, from 0; -1 for none
     * @param table name of its table; null for none
     * @param key its key; null for none
     * @param advice what to do next
     */
    public WriteRefusedException(
            Reason reason, String where, int failedWrite, String table, Object key, String advice) {
        super("write was refused, nothing was written: reason=" + reason + where + ", " + advice);
        this.reason = reason;
        this.failedWrite = failedWrite;
        this.table = table;
        this.key = key;
    }

    /** {@return why the write was refused, never null} */
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

    /**
     * The table of the write that is to blame.
     *
     * @return its name; null when it is no single one
     */
    public String table() {
        return table;
    }

    /**
     * The key of the write that is to blame.
     *
     * @return a String, Long, Double, Boolean, byte[], Instant or List of these; null when it is no single one
     */
    public Object key() {
        return key;
    }
}
