package io.tailrace.json;

import io.tailrace.document.DocumentWriter;

/**
 * One operation on a table as it stood in a line of text. Filled by {@link JsonOperationReader}, valid until its next
 * read.
 *
 * @hidden
 */
public final class JsonOperation {
    /** What an operation does; in a text in lower case. */
    public enum Kind {
        /** Adds a document whose key must be new. */
        INSERT,
        /** Adds a document or replaces the one with its key. */
        UPSERT,
        /** Merges fields into the document with a key. */
        UPDATE,
        /** Replaces the document with a key. */
        REPLACE,
        /** Removes the document with a key. */
        DELETE
    }

    private final DocumentWriter document;
    private Kind kind;
    private String table;
    private Object key;
    private long timeNs;
    private boolean hasDocument;
    private boolean hasTime;

    JsonOperation(DocumentWriter document) {
        this.document = document;
    }

    /**
     * What to do.
     *
     * @return never null after a read
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Name of the table.
     *
     * @return null when the operation names none
     */
    public String table() {
        return table;
    }

    /**
     * The key as {@link JsonReader#value} gives it.
     *
     * @return null when the operation names none
     */
    public Object key() {
        return key;
    }

    /**
     * Whether the operation has a document.
     *
     * @return true when {@link #document()} holds it
     */
    public boolean hasDocument() {
        return hasDocument;
    }

    /**
     * The finished document or patch.
     *
     * @return the writer that holds it, until the next read
     */
    public DocumentWriter document() {
        return document;
    }

    /**
     * Whether the operation brings its own time.
     *
     * @return true when {@link #timeNs()} holds it
     */
    public boolean hasTime() {
        return hasTime;
    }

    /**
     * The operation's own time.
     *
     * @return epoch nanoseconds; 0 without {@link #hasTime()}
     */
    public long timeNs() {
        return timeNs;
    }

    void reset() {
        document.reset();
        kind = null;
        table = null;
        key = null;
        timeNs = 0;
        hasDocument = false;
        hasTime = false;
    }

    void kind(Kind newKind) {
        kind = newKind;
    }

    void table(String newTable) {
        table = newTable;
    }

    void key(Object newKey) {
        key = newKey;
    }

    void documentRead() {
        hasDocument = true;
    }

    void timeNs(long newTimeNs) {
        timeNs = newTimeNs;
        hasTime = true;
    }
}
