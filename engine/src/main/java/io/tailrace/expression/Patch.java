package io.tailrace.expression;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentMerge;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/** Fields to be put into an object, and how. Not thread safe. */
final class Patch {
    private final Field[] fields;
    /** New values, null where a field is taken out or has an inner patch. */
    private final Computation[] values;
    /** Patches of objects, null elsewhere. */
    private final Patch[] inner;

    private final boolean[] literal;
    private final Value old;
    private final DocumentMerge merge = new DocumentMerge();

    Patch(Node node, Plan plan) {
        old = new Value(plan.dictionary);
        int count = node.operands.size();
        fields = new Field[count];
        values = new Computation[count];
        inner = new Patch[count];
        literal = new boolean[count];
        for (int i = 0; i < count; i++) {
            Node operand = node.operand(i);
            fields[i] = plan.dictionary.field(node.names.get(i));
            literal[i] = operand.operator == Operator.LITERAL;
            if (operand.operator == Operator.OBJECT) {
                inner[i] = new Patch(operand, plan);
            } else if (!literal[i]) {
                values[i] = plan.computation(operand);
            } else if (!operand.operands.isEmpty()) {
                values[i] = plan.computation(operand.operand(0));
            }
        }
    }

    /** Computes the new values. */
    int evaluate(Row row) {
        for (int i = 0; i < fields.length; i++) {
            int status = inner[i] != null
                    ? inner[i].evaluate(row)
                    : values[i] != null ? values[i].evaluate(row) : Evaluator.OK;
            if (status != Evaluator.OK) {
                return status;
            }
        }
        return Evaluator.OK;
    }

    /** Writes an object, or none where it is null, with the values computed last put in. */
    void write(Document object, DocumentWriter out) {
        int count = object == null ? 0 : object.size();
        for (int i = 0; i < count; i++) {
            Field field = object.fieldAt(i);
            if (!concerns(field)) {
                out.put(field, object, field);
            }
        }
        for (int i = 0; i < fields.length; i++) {
            put(i, object != null && object.value(fields[i], old) && old.type() == ValueType.OBJECT, out);
        }
    }

    private boolean concerns(Field other) {
        for (Field field : fields) {
            if (field == other || field.name().equals(other.name())) {
                return true;
            }
        }
        return false;
    }

    private void put(int index, boolean wasObject, DocumentWriter out) {
        Field field = fields[index];
        if (inner[index] != null) {
            out.beginObject(field);
            inner[index].write(wasObject ? old.document() : null, out);
            out.end();
            return;
        }
        if (values[index] == null) {
            return;
        }
        Value value = values[index].value;
        if (wasObject && !literal[index] && value.type() == ValueType.OBJECT) {
            out.beginObject(field);
            merge.merge(old.document(), value.document(), out);
            out.end();
        } else {
            out.put(field, value);
        }
    }
}
