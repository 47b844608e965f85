package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;

/** An object of computed fields. Not thread safe. */
final class ObjectValue extends Computation {
    private final Node node;
    private final Field[] fields;
    private final Computation[] values;
    private final BuiltValue built;
    private final Failure failure;

    ObjectValue(Node node, Computation[] values, EvaluationSettings settings, Failure failure) {
        Dictionary dictionary = settings.dictionary();
        this.node = node;
        this.values = values;
        this.failure = failure;
        built = new BuiltValue(dictionary, settings.limits());
        value = new Value(dictionary);
        fields = new Field[values.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = dictionary.field(node.names.get(i));
        }
    }

    @Override
    int evaluate(Row row) {
        try {
            DocumentWriter out = built.beginObject();
            for (int i = 0; i < values.length; i++) {
                int status = values[i].evaluate(row);
                if (status != Evaluator.OK) {
                    return status;
                }
                out.put(fields[i], values[i].value);
            }
            built.endObject(value);
            return Evaluator.OK;
        } catch (DocumentException | LimitException e) {
            return failure.failed(node, e.getMessage());
        }
    }
}
