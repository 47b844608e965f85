package io.tailrace.expression;

import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/**
 * A value as a row. Not thread safe.
 *
 * @hidden
 */
public final class ValueRow extends Row {
    private Value value;

    /** Makes a row that stands for nothing yet. */
    public ValueRow() {}

    /**
     * Stands for a value from now on.
     *
     * @param of the value
     * @return this
     */
    public ValueRow wrap(Value of) {
        value = of;
        return this;
    }

    @Override
    public Value value() {
        return value;
    }

    @Override
    public int field(Field field, Value into) {
        if (value.field(field, into)) {
            return Evaluator.OK;
        }
        return value.type() == ValueType.OBJECT || value.isNull() ? Evaluator.MISSING : Evaluator.FAILED;
    }

    @Override
    public Document document() {
        return value.objectOrNull();
    }
}
