package io.tailrace.query;

import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/** Makes the value of one field; what does not have it is left out (R62). */
final class FieldStep extends ViewStep {
    private final Field field;
    private final Value out;
    private ValueType found;

    FieldStep(Value failed, String name) {
        super(failed);
        field = failed.dictionary().field(name);
        out = new Value(failed.dictionary());
    }

    @Override
    Value apply(Value in) {
        if (in.field(field, out)) {
            return out;
        }
        found = in.type();
        return found == ValueType.OBJECT || found == ValueType.NULL ? null : failed;
    }

    @Override
    String error() {
        return "value is " + found + " and has no field=" + field.name();
    }
}
