package io.tailrace.expression;

import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.document.Value;

/**
 * What {@code row} stands for while an expression is evaluated. Not thread safe.
 *
 * @hidden
 */
public abstract class Row {
    /**
     * The whole.
     *
     * @return a view that is valid until the row moves on
     */
    public abstract Value value();

    /**
     * A field of it, without building the whole.
     *
     * @param field which
     * @param into takes the value
     * @return {@link Evaluator#OK}, {@link Evaluator#MISSING} when it is absent or the row is null,
     *     {@link Evaluator#FAILED} when the row is neither an object nor null
     */
    public abstract int field(Field field, Value into);

    /**
     * The row as one document, whose fields are those of the row.
     *
     * @return a view that is valid until the row moves on, null where there is none
     */
    public abstract Document document();
}
