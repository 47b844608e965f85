package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.document.ValueType;

/** Compares an object with a computed pattern, level by level, each with registers of its own. Not thread safe. */
final class PatternLevel {
    private final Node node;
    private final Failure failure;
    private final Value wanted;
    private final Value found;
    private PatternLevel next;

    PatternLevel(Node node, Dictionary dictionary, Failure failure) {
        this.node = node;
        this.failure = failure;
        wanted = new Value(dictionary);
        found = new Value(dictionary);
    }

    int matches(Document pattern, Document object) {
        for (int i = 0; i < pattern.size(); i++) {
            Field field = pattern.fieldAt(i);
            pattern.value(field, wanted);
            if (!object.value(field, found)) {
                return failure.noField(node, field);
            }
            int status;
            if (wanted.type() == ValueType.OBJECT && found.type() == ValueType.OBJECT) {
                if (next == null) {
                    next = new PatternLevel(node, found.dictionary(), failure);
                }
                status = next.matches(wanted.document(), found.document());
            } else {
                status = ValueOrder.equal(wanted, found) ? Evaluator.OK : Evaluator.FALSE;
            }
            if (status != Evaluator.OK) {
                return status;
            }
        }
        return Evaluator.OK;
    }
}
