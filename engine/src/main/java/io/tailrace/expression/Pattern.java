package io.tailrace.expression;

import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.document.ValueType;

/** The fields an object must have; and a comparison with them. Not thread safe. */
final class Pattern {
    private final Node node;
    private final Field[] fields;
    /** Wanted values, null where there is an inner pattern. */
    private final Computation[] wanted;
    /** Patterns of objects, null where there is a value. */
    private final Pattern[] inner;

    private final boolean[] literal;
    private final Value found;
    private final Failure failure;
    private PatternLevel level;

    Pattern(Node node, Plan plan) {
        this.node = node;
        failure = plan.failure;
        found = new Value(plan.dictionary);
        int count = node.operands.size();
        fields = new Field[count];
        wanted = new Computation[count];
        inner = new Pattern[count];
        literal = new boolean[count];
        for (int i = 0; i < count; i++) {
            Node operand = node.operand(i);
            fields[i] = plan.dictionary.field(node.names.get(i));
            literal[i] = operand.operator == Operator.LITERAL;
            if (operand.operator == Operator.OBJECT) {
                inner[i] = new Pattern(operand, plan);
            } else {
                wanted[i] = plan.computation(literal[i] ? operand.operand(0) : operand);
            }
        }
    }

    /** Computes the wanted values. */
    int evaluate(Row row) {
        for (int i = 0; i < fields.length; i++) {
            int status = inner[i] != null ? inner[i].evaluate(row) : wanted[i].evaluate(row);
            if (status != Evaluator.OK) {
                return status;
            }
        }
        return Evaluator.OK;
    }

    /**
     * Compares with the wanted values computed last; a field that differs ends it, a missing one before is an error.
     */
    int matches(Document object) {
        for (int i = 0; i < fields.length; i++) {
            if (!object.value(fields[i], found)) {
                return failure.noField(node, fields[i]);
            }
            int status;
            if (inner[i] == null) {
                status = matches(wanted[i].value, literal[i]);
            } else {
                status = found.type() == ValueType.OBJECT ? inner[i].matches(found.document()) : Evaluator.FALSE;
            }
            if (status != Evaluator.OK) {
                return status;
            }
        }
        return Evaluator.OK;
    }

    private int matches(Value value, boolean whole) {
        if (!whole && value.type() == ValueType.OBJECT && found.type() == ValueType.OBJECT) {
            if (level == null) {
                level = new PatternLevel(node, found.dictionary(), failure);
            }
            return level.matches(value.document(), found.document());
        }
        return ValueOrder.equal(value, found) ? Evaluator.OK : Evaluator.FALSE;
    }
}
