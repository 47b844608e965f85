package io.tailrace.write;

/** What a write did. */
public enum Outcome {
    /** The write is in the ring and will be ordered; nothing more is known (level {@link Acknowledgement#RECEIVED}). */
    RECEIVED,
    /** There was no document with this key; now there is. */
    INSERTED,
    /** The document changed. */
    REPLACED,
    /** The stored document already equalled the result; nothing was journaled. */
    UNCHANGED,
    /** The document was removed. */
    DELETED,
    /** There was nothing to update or to delete. */
    SKIPPED,
    /** Nothing was written; {@link Ack#error()} says why. */
    ERROR,
    /**
     * The engine failed at a moment that leaves open whether the write was carried out; {@link Ack#error()} says why.
     */
    UNKNOWN
}
