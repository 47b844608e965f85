package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;

/**
 * A functional update: computes the next document from the current one.
 *
 * <p>Runs on the caller's thread and is computed anew when the document changes meanwhile, so it should have no effect
 * but its result.
 */
@FunctionalInterface
public interface DocumentUpdate {
    /**
     * Computes the next document.
     *
     * @param current the stored document, valid during the call; null when there is none.
     * @param next takes the whole next document; the key field is already in it.
     * @return true to store it, false to leave everything as it is.
     */
    boolean apply(Document current, DocumentWriter next);
}
