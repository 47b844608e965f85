package io.tailrace.expression;

import java.util.ArrayList;
import java.util.List;

/** Makes nodes with operands of a certain kind. Without state; what does not fit is a {@code QueryException}. */
final class Nodes {
    private Nodes() {}

    /** Where an operator takes operands of a certain kind only, they are checked here. */
    static Node of(Operator operator, List<Node> operands) {
        switch (operator) {
            case MATCHES -> pattern(operands.get(1));
            case HAS_FIELDS -> paths("hasFields", operands.subList(Math.min(1, operands.size()), operands.size()));
            case CHANGED -> paths("changed", operands);
            case HAS -> memberOf(operands.get(0));
            case NTH -> index(operands.get(1));
            default -> {
                // Any operands will do.
            }
        }
        return Node.of(operator, operands);
    }

    static Node of(Operator operator, Node first, Node second) {
        List<Node> operands = new ArrayList<>(2);
        operands.add(first);
        operands.add(second);
        return of(operator, operands);
    }

    private static void pattern(Node pattern) {
        if (pattern.operator != Operator.OBJECT) {
            throw Operands.refused("matches pattern=" + pattern, "is no object, give {\"name\": value}");
        }
        for (Node value : pattern.operands) {
            if (value.operator == Operator.OBJECT) {
                pattern(value);
            } else if (value.operator == Operator.LITERAL && value.operands.isEmpty()) {
                throw Operands.refused("matches pattern=" + pattern, "has literal() without a value");
            }
        }
    }

    private static void paths(String where, List<Node> paths) {
        if (paths.isEmpty()) {
            throw Operands.refused(where, "needs one path at least");
        }
        Operands.plain(where, paths);
    }

    private static void memberOf(Node node) {
        if (node.operator != Operator.FIELD && node.operator != Operator.NTH) {
            throw Operands.refused("has(" + node + ")", "asks of no field or element, write has(row.name)");
        }
    }

    /** One that is only known on a row is checked there. */
    private static void index(Node node) {
        if (node.constant != null && !node.constant.isIndex()) {
            throw Operands.refused(
                    "index=" + node, "is no whole number of 32 bits, the first element is x[0] and the last one x[-1]");
        }
    }
}
