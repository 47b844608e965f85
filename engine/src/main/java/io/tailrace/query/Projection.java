package io.tailrace.query;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.error.Arguments;

/**
 * Makes the view value of a document. It is applied to the old and the new document of a change, on the thread that
 * polls the feed, so it has to be a function of the document alone: equal documents give equal values.
 */
@FunctionalInterface
public interface Projection {
    /**
     * Writes the view value. What it throws ends the feed with the sequence and the cause.
     *
     * @param in a view of the document, valid only during the call
     * @param out an empty writer; the feed finishes it, and an empty result is the empty document
     */
    void map(Document in, DocumentWriter out);

    /**
     * A projection that says which fields it reads, as {@link DocumentFilter#reads} does: a promise of the caller, not
     * checked.
     *
     * @param projection the mapping
     * @param fields names of fields at the top of the document, one at least
     * @return a projection that makes the same
     * @throws io.tailrace.error.QueryException when a name is missing
     */
    static Projection reads(Projection projection, String... fields) {
        return new DeclaredProjection(
                Arguments.given(projection, "projection", "reads(projection, fields)"), DeclaredFilter.names(fields));
    }
}
