package io.tailrace;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.index.ReadCopy;

/**
 * A caller's buffer that documents are read into. Not thread safe.
 *
 * <p>It grows to the largest document it meets and allocates nothing after that.
 */
public final class DocumentBuffer {
    private final ReadCopy copy = new ReadCopy();
    private final Document document;

    DocumentBuffer(final Dictionary dictionary) {
        document = new Document(dictionary);
    }

    /**
     * The document that was read last.
     *
     * @return a flyweight over this buffer, valid until the next read into it.
     */
    public Document document() {
        return document;
    }

    /**
     * Version of the document that was read last.
     *
     * @return sequence of its last change.
     */
    public long version() {
        return copy.sequence();
    }

    ReadCopy copy() {
        return copy;
    }

    void wrap() {
        document.wrap(copy.buffer(), 0, copy.length());
    }
}
