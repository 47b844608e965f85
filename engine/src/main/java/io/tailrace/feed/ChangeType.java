package io.tailrace.feed;

/** What a delivered change means for the result of the query; it follows the delivered values, not the write. */
public enum ChangeType {
    /** No old value: a document has become part of the result. */
    ADD,
    /** No new value: a document has left the result. */
    REMOVE,
    /** Both values: a document of the result has another value. */
    CHANGE
}
