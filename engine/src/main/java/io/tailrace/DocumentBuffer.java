package io.tailrace;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.LentDocument;
import io.tailrace.index.ReadCopy;

/**
 * A caller's buffer that documents are read into. Not thread safe.
 *
 * <p>It grows to the largest document it meets and allocates nothing after that.
 */
public final class DocumentBuffer {
    private final ReadCopy copy = new ReadCopy();
    private final LentDocument lent;
    private final Document document;
    private boolean found;

    DocumentBuffer(Dictionary dictionary) {
        lent = new LentDocument(dictionary);
        document = lent.document();
    }

    /**
     * The document that was read last.
     *
     * @return a flyweight over this buffer, valid until the next read into it
     * @throws IllegalStateException when the last read found none, or nothing was read yet
     */
    public Document document() {
        if (!found) {
            throw new IllegalStateException("no document was found: look at what table.read(key, buffer) returned"
                    + " before asking the buffer");
        }
        return document;
    }

    /**
     * Version of the document that was read last, for {@link Write#ifVersion}.
     *
     * @return sequence of its last change; 0 when the last read found none
     */
    public long version() {
        return found ? copy.sequence() : 0;
    }

    /** Whoever kept the document is told, from now on. */
    void takeBack() {
        lent.takeBack();
    }

    ReadCopy copy() {
        return copy;
    }

    /** Takes what a read has left in the copy: a document, if there was one. */
    boolean wrap(boolean there) {
        found = there;
        if (there) {
            document.wrap(copy.buffer(), 0, copy.length());
        }
        return there;
    }
}
