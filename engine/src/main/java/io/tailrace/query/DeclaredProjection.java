package io.tailrace.query;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import java.util.List;

/** A projection whose fields were declared. */
record DeclaredProjection(Projection projection, List<String> fields) implements Projection {
    @Override
    public void map(Document in, DocumentWriter out) {
        projection.map(in, out);
    }
}
