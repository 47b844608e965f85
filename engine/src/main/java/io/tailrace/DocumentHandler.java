package io.tailrace;

import io.tailrace.document.Document;

/** Takes documents that are read. */
@FunctionalInterface
public interface DocumentHandler {
    /**
     * Takes one document.
     *
     * @param document the document; a flyweight over a copy that is valid during the call
     * @param version sequence of its last change
     */
    void onDocument(Document document, long version);
}
