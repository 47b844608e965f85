package io.tailrace.expression;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an expression should give on a row.
 *
 * @param expression text
 * @param row JSON
 * @param expected JSON, or MISSING or FAILED and a part of the message
 */
record ExpressionCase(String expression, String row, String expected) {
    private static final String ARROW = " => ";

    /** An expression on a line, below it indented lines of row, arrow and result; comments begin with #. */
    static List<ExpressionCase> table(String resource) throws IOException {
        try (InputStream in = ExpressionCase.class.getResourceAsStream(resource)) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }

    static List<ExpressionCase> read(List<String> lines) {
        List<ExpressionCase> cases = new ArrayList<>();
        String expression = null;
        for (String line : lines) {
            int arrow = line.lastIndexOf(ARROW);
            if (line.startsWith("  ")) {
                cases.add(new ExpressionCase(
                        expression, line.substring(0, arrow).strip(), line.substring(arrow + ARROW.length())));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                expression = line;
            }
        }
        return cases;
    }

    String outcome() {
        EvaluationRig rig = new EvaluationRig();
        return rig.outcome(Expression.parse(expression), rig.row(row));
    }

    boolean isMet() {
        return isMetBy(outcome());
    }

    boolean isMetBy(String outcome) {
        String status = expected.split(" ", 2)[0];
        if (status.equals("MISSING") || status.equals("FAILED")) {
            return outcome.startsWith(status)
                    && outcome.contains(expected.substring(status.length()).strip());
        }
        return outcome.equals(new EvaluationRig().value(expected).toString());
    }

    @Override
    public String toString() {
        return expression + " on " + row;
    }
}
