package io.tailrace.query;

import io.tailrace.document.Document;
import io.tailrace.error.QueryException;
import java.util.List;

/** A filter whose fields were declared. */
record DeclaredFilter(DocumentFilter filter, List<String> fields) implements DocumentFilter {
    /** The names as they were given, checked. */
    static List<String> names(String... fields) {
        if (fields == null || fields.length == 0) {
            throw new QueryException(
                    QueryException.Reason.BAD_ARGUMENT,
                    "reads needs the name of one field at least: name all it reads");
        }
        for (String field : fields) {
            if (field == null) {
                throw new QueryException(
                        QueryException.Reason.BAD_ARGUMENT, "field=null is not the name of a field that is read");
            }
        }
        return List.of(fields);
    }

    @Override
    public boolean test(Document document) {
        return filter.test(document);
    }
}
