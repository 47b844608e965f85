package io.tailrace.query;

import io.tailrace.document.Document;
import io.tailrace.error.Arguments;

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

    /**
     * A filter that says which fields it reads, such as {@code reads(quote -> quote.doubleValue("bid") > 10, "bid")}.
     * Of a change that differs in none of these fields it need not be asked, where a lambda alone may read anything.
     *
     * <p>That it reads no other field, and accepts equal values alike, such as 1 and 1.0, is promised by the caller and
     * not checked: a filter that does not keep that loses events. For a change that differs in other fields only, what
     * it would throw goes unseen.
     *
     * @param filter the predicate
     * @param fields names of fields at the top of the document, one at least
     * @return a filter that accepts the same
     * @throws io.tailrace.error.QueryException when a name is missing
     */
    static DocumentFilter reads(DocumentFilter filter, String... fields) {
        return new DeclaredFilter(
                Arguments.given(filter, "filter", "reads(filter, fields)"), DeclaredFilter.names(fields));
    }
}
