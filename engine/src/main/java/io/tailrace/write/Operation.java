package io.tailrace.write;

/**
 * What a message asks the writer to do.
 *
 * @hidden
 */
public enum Operation {
    /** Store a document whose key must be free. */
    INSERT,
    /** Store a document whether or not the key is taken: insert with conflict {@code replace}. */
    UPSERT,
    /** Store a document, or merge it into the one that is there: insert with conflict {@code update}. */
    MERGE,
    /** Merge into the document with this key; skipped when there is none. */
    UPDATE,
    /** Merge into the document with this key; refused when there is none. */
    UPDATE_EXISTING,
    /** Store a document in place of the one with this key; skipped when there is none. */
    REPLACE,
    /** Store a document in place of the one with this key; refused when there is none. */
    REPLACE_EXISTING,
    /** Remove the document with this key; skipped when there is none. */
    DELETE,
    /** Drop the table of this number with everything in it; skipped when it is gone. */
    DROP_TABLE,
    /** Make a table if there is none of this name; the key bytes are its name, the document bytes its key field. */
    CREATE_TABLE,
    /** Make an index if the table has none of this name; the document bytes are its expression, version 1 is multi. */
    CREATE_INDEX,
    /** Drop the index whose number is the version; skipped when it is gone. */
    DROP_INDEX,
    /** Carry out all the writes that the document bytes hold, or none of them. */
    TRANSACTION,
    /** Part of a transaction: has a cursor stand where the document bytes say, if it stands where it has to. */
    MOVE_CURSOR,
    /** Say in the journal that no later change is before the time of this message. */
    ADVANCE_TIME,
    /** Fill up to the end of the arena; nothing to do. */
    PADDING;

    private static final Operation[] VALUES = values();

    /**
     * {@return what a write asks of the writer} A document that is missing refuses a transaction, but not a write that
     * is alone.
     *
     * @param inTransaction whether it is part of one
     * @param skipMissing whether it may be skipped where there is no document
     */
    public Operation asked(boolean inTransaction, boolean skipMissing) {
        return switch (this) {
            case UPDATE -> inTransaction && !skipMissing ? UPDATE_EXISTING : UPDATE;
            case REPLACE -> skipMissing ? REPLACE : inTransaction ? REPLACE_EXISTING : UPSERT;
            default -> this;
        };
    }

    static Operation of(int code) {
        return VALUES[code];
    }
}
