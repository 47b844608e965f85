package io.tailrace.expression;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Value;
import io.tailrace.error.EvaluationException;
import io.tailrace.json.JsonReader;
import io.tailrace.testing.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes bytes for the text of an expression. What is parsed has to come back from its own text, and what is compiled of
 * it has to answer as the tree does that it stands for.
 */
public final class ExpressionTarget implements FuzzTarget {
    private static final List<String> DOCUMENTS = List.of(
            "{}",
            "{\"a\":1,\"b\":\"text\",\"price\":1.5,\"side\":true,\"none\":null}",
            "{\"a\":{\"b\":{\"c\":[1,2,{\"d\":\"x\"}]}},\"b\":9223372036854775807,\"c\":-9223372036854775808}",
            "{\"a\":\"1\",\"b\":false,\"old_val\":{\"a\":1},\"new_val\":{\"a\":2,\"b\":1e308}}");

    private final EvaluationRig rig = new EvaluationRig();
    private final List<DocumentRow> rows = new ArrayList<>();

    /** One with some documents. */
    public ExpressionTarget() {
        for (String json : DOCUMENTS) {
            DocumentWriter writer = new DocumentWriter(rig.dictionary, new DocumentLimits());
            new JsonReader().read(json, writer);
            writer.finish();
            rows.add(new DocumentRow(rig.dictionary)
                    .wrap(new Document(rig.dictionary).wrap(writer.buffer(), writer.offset(), writer.length())));
        }
    }

    @Override
    public boolean takes(byte[] input) {
        Expression expression = Expression.parse(new String(input, StandardCharsets.UTF_8));
        String text = expression.toString();
        Expression again = parsed(text);
        if (!again.equals(expression) || !again.toString().equals(text)) {
            throw new AssertionError(text + " comes back as " + again);
        }
        EvaluationSettings settings = new EvaluationSettings(rig.dictionary, EvaluationRig.NOW_NS, () -> 5);
        Evaluator tree = Evaluator.of(expression, new Plan(settings, Compiling.NOTHING));
        Evaluator compiled = Evaluator.of(expression, new Plan(settings, Compiling.STEPS));
        for (DocumentRow row : rows) {
            String is = outcome(compiled, row);
            if (!is.equals(outcome(tree, row)) || compiled.test(row) != tree.test(row)) {
                throw new AssertionError(
                        text + " on " + row.value() + ": compiled " + is + " tree " + outcome(tree, row));
            }
        }
        return true;
    }

    private static Expression parsed(String text) {
        try {
            return Expression.parse(text);
        } catch (RuntimeException e) {
            throw new AssertionError("what an expression says of itself is none: " + text, e);
        }
    }

    private String outcome(Evaluator evaluator, Row row) {
        Value value = new Value(rig.dictionary);
        try {
            int status = evaluator.evaluate(row, value);
            return status == Evaluator.OK ? value.toString() : status + " " + evaluator.error();
        } catch (EvaluationException e) {
            return e.getMessage();
        }
    }
}
