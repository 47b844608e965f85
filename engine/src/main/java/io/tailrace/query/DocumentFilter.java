package io.tailrace.query;

import io.tailrace.document.Document;

/**
 * Decides whether a document is part of the result. It is asked about the old and the new document of every change of
 * the table, on the thread that polls the feed, so it has to be a function of the document alone.
 */
@FunctionalInterface
public interface DocumentFilter {
    /**
     * Whether the document belongs to the result. What it throws ends the feed with the sequence and the cause; the
     * accessors with a default tell an absent field without throwing.
     *
     * @param document a view that is valid only during the call
     * @return true when it does
     */
    boolean test(Document document);
}
