package io.tailrace.query;

import io.tailrace.document.Document;

/** A projection to some fields of a document, which can tell equal results without building them. Not thread safe. */
interface FieldsKept extends Projection {
    /** Whether all fields it keeps are kept whole. */
    boolean isFlat();

    /** Whether {@link #map} would make equal documents of both. */
    boolean equal(Document a, Document b);
}
