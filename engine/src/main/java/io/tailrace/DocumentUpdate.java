package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;

/**
 * Computes the next document from the current one, for {@link Table#compute}.
 *
 * <p>Runs on the caller's thread and is computed anew when the document changes meanwhile, so it should have no effect
 * but its result.
 */
@FunctionalInterface
public interface DocumentUpdate {
    /**
     * Computes the next document.
     *
     * @param current the stored document, valid during the call; null when there is none
     * @param next the next document in the making. It starts as the current one, or with the key field alone where
     *     there is none; what is put replaces the field as a whole. After {@code next.reset()} it starts empty, and the
     *     key field is to be put too.
     * @return true to store it, false to leave everything as it is
     */
    boolean apply(Document current, DocumentWriter next);
}
