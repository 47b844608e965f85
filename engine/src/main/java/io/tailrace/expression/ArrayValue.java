package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Value;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;

/** An array of computed elements. Not thread safe. */
final class ArrayValue extends Computation {
    private final Node node;
    private final Computation[] elements;
    private final BuiltValue built;
    private final Failure failure;

    ArrayValue(Node node, Computation[] elements, EvaluationSettings settings, Failure failure) {
        Dictionary dictionary = settings.dictionary();
        this.node = node;
        this.elements = elements;
        this.failure = failure;
        built = new BuiltValue(dictionary, settings.limits());
        value = new Value(dictionary);
    }

    @Override
    int evaluate(Row row) {
        try {
            DocumentWriter out = built.beginArray();
            for (Computation element : elements) {
                int status = element.evaluate(row);
                if (status != Evaluator.OK) {
                    return status;
                }
                out.add(element.value);
            }
            built.endArray(value);
            return Evaluator.OK;
        } catch (DocumentException | LimitException e) {
            return failure.failed(node, e.getMessage());
        }
    }
}
