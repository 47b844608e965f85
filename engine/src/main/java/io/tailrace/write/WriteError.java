package io.tailrace.write;

/** Why a write was not carried out although it was well-formed. */
public enum WriteError {
    /** No error. */
    NONE,
    /** An insert met a document with the same key. */
    DUPLICATE_KEY,
    /** The condition of a write failed: the document has another version, or there is one where none was expected. */
    VERSION_MISMATCH,
    /** A write is for a version of a document that an earlier write of the same transaction has written. */
    VERSION_UNKNOWN,
    /** An update or replacement in a transaction found no document, and was not told to skip. */
    NO_SUCH_DOCUMENT,
    /** The table was dropped. */
    NO_SUCH_TABLE,
    /** The merged document is over a limit. */
    DOCUMENT_LIMIT,
    /** The changes of a transaction do not fit into one block; split it, or raise {@code segmentBytes}. */
    TRANSACTION_LIMIT,
    /**
     * The position of a feed that was to be committed with the transaction does not follow the one committed last: an
     * earlier transaction was refused, or another feed has had the cursor since. Open the feed again.
     */
    CURSOR_MOVED,
    /** The time of the write lies further ahead of the engine's clock than {@code earliness} allows. */
    TIME_TOO_EARLY,
    /** There is no space for the change, on disk or in the index; the engine keeps serving reads and feeds. */
    NO_SPACE,
    /**
     * The engine failed or was closed first. With {@link Outcome#ERROR} nothing was written; with
     * {@link Outcome#UNKNOWN} it failed while the block of the write was being committed.
     */
    ENGINE_DOWN,
    /**
     * The write is journaled, but forcing it to the disk failed, so that it may or may not survive the loss of power;
     * the outcome is {@link Outcome#UNKNOWN}, the sequence is that of the write.
     */
    NOT_SYNCED
}
