package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;

/** Makes the value of one field; what does not have it is left out. */
final class FieldStep extends Step {
    private final Field field;
    private final Value out;
    private final ValueRow made = new ValueRow();
    private ValueType found;

    FieldStep(Field field, Dictionary dictionary) {
        this.field = field;
        out = new Value(dictionary);
        made.wrap(out);
    }

    @Override
    public Row apply(Row row) {
        int code = row.field(field, out);
        if (code == Evaluator.OK) {
            return made;
        }
        if (code == Evaluator.MISSING) {
            return null;
        }
        found = row.value().type();
        return FAILED;
    }

    @Override
    public String error() {
        return "value is " + found + " and has no field=" + field.name();
    }
}
