package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import java.util.List;

/** A field of the row, of an object in it and so on. Not thread safe. */
final class PathValue extends Computation {
    private final Field first;
    private final Field[] rest;
    /** The nodes of the fields, for errors. */
    private final Node[] nodes;

    private final Failure failure;

    PathValue(Node node, Dictionary dictionary, Failure failure) {
        this.failure = failure;
        value = new Value(dictionary);
        List<String> path = node.path();
        first = dictionary.field(path.get(0));
        rest = new Field[path.size() - 1];
        nodes = new Node[path.size()];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = dictionary.field(path.get(i + 1));
        }
        Node current = node;
        for (int i = nodes.length - 1; i >= 0; i--) {
            nodes[i] = current;
            current = current.operand(0);
        }
    }

    @Override
    int evaluate(Row row) {
        int status = row.field(first, value);
        if (status != Evaluator.OK) {
            return status == Evaluator.MISSING ? failure.noField(nodes[0]) : failure.noRow(nodes[0]);
        }
        for (int i = 0; i < rest.length; i++) {
            if (!value.field(rest[i], value)) {
                ValueType type = value.type();
                return type == ValueType.OBJECT
                        ? failure.noField(nodes[i + 1])
                        : failure.wrongType(nodes[i + 1], "an object", type);
            }
        }
        return Evaluator.OK;
    }
}
