package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Value;
import io.tailrace.json.JsonReader;

/** Evaluators and rows of one dictionary. One thread. */
final class EvaluationRig {
    static final long NOW_NS = 1_000_000_000_000L;

    final Dictionary dictionary = new Dictionary(new DocumentLimits());
    long random;
    private final JsonReader json = new JsonReader();

    Evaluator evaluator(String text) {
        return evaluator(Expression.parse(text));
    }

    Evaluator evaluator(Expression expression) {
        return Evaluator.of(expression, new EvaluationSettings(dictionary, NOW_NS, () -> random));
    }

    Document document(String text) {
        DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
        json.read(text, writer);
        writer.finish();
        return new Document(dictionary).wrap(writer.buffer(), writer.offset(), writer.length());
    }

    Row row(String text) {
        return new DocumentRow(dictionary).wrap(document(text));
    }

    /** Any JSON value. */
    Value value(String text) {
        Value value = new Value(dictionary);
        document("{\"value\":" + text + "}").value("value", value);
        return value;
    }

    /** A value as JSON, or MISSING or FAILED and the message. */
    String outcome(Expression expression, Row row) {
        return outcome(evaluator(expression), row);
    }

    String outcome(Evaluator evaluator, Row row) {
        Value value = new Value(dictionary);
        int status = evaluator.evaluate(row, value);
        return status == Evaluator.OK
                ? value.toString()
                : (status == Evaluator.MISSING ? "MISSING " : "FAILED ") + evaluator.error();
    }
}
