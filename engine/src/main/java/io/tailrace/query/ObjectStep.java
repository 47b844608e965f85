package io.tailrace.query;

import io.tailrace.document.Document;
import io.tailrace.document.ValueType;
import io.tailrace.expression.Row;

/** A step that can only take objects. */
abstract class ObjectStep extends Step {
    private ValueType found;

    @Override
    public final Row apply(Row row) {
        found = row.value().type();
        return found == ValueType.OBJECT ? apply(row, row.value().document()) : FAILED;
    }

    /** Carries the step out on a row that is an object. */
    abstract Row apply(Row row, Document document);

    @Override
    public final String error() {
        return "value is " + found + ", and the step needs an object: map to an object before";
    }
}
