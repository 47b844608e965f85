package io.tailrace.expression;

import io.tailrace.error.QueryException;
import io.tailrace.error.QueryException.Reason;
import java.util.ArrayList;
import java.util.List;

/** A node of an expression with what is below it. Immutable, any thread. */
final class Node {
    static final int MAX_DEPTH = 100;
    static final int MAX_TEXT_BYTES = 64 * 1024;
    static final Node ROW = new Node(Operator.ROW, List.of(), null, null);

    final Operator operator;
    final List<Node> operands;
    /** Of a constant, or null. */
    final Constant constant;
    /** The name of a field, the names of an object's fields in order, or empty. */
    final List<String> names;

    final int depth;
    /** How long its text is, in UTF-8. */
    final int textBytes;

    private final int hash;

    private Node(Operator operator, List<Node> operands, Constant constant, List<String> names) {
        this.operator = operator;
        this.operands = operands;
        this.constant = constant;
        this.names = names == null ? List.of() : names;
        int deepest = 0;
        for (Node operand : operands) {
            deepest = Math.max(deepest, operand.depth);
        }
        depth = deepest + 1;
        if (depth > MAX_DEPTH) {
            throw tooLarge("depth", depth, MAX_DEPTH);
        }
        textBytes = ExpressionText.bytes(this);
        if (textBytes > MAX_TEXT_BYTES) {
            throw tooLarge("textBytes", textBytes, MAX_TEXT_BYTES);
        }
        hash = ((operator.ordinal() * 31 + operands.hashCode()) * 31 + this.names.hashCode()) * 31
                + (constant == null ? 0 : constant.hashCode());
    }

    static Node of(Constant constant) {
        return new Node(Operator.CONSTANT, List.of(), constant, null);
    }

    static Node of(Operator operator, Node... operands) {
        return new Node(operator, List.of(operands), null, null);
    }

    static Node of(Operator operator, List<Node> operands) {
        return new Node(operator, List.copyOf(operands), null, null);
    }

    static Node field(Node of, String name) {
        return new Node(Operator.FIELD, List.of(of), null, List.of(name));
    }

    /** An object; names and values in the same order. */
    static Node object(List<String> names, List<Node> values) {
        return new Node(Operator.OBJECT, List.copyOf(values), null, List.copyOf(names));
    }

    /** Both hold, or one of them; chains become one node, as their operands are looked at from left to right anyway. */
    static Node chain(Operator operator, Node left, Node right) {
        if (left.operator != operator) {
            return of(operator, left, right);
        }
        List<Node> operands = new ArrayList<>(left.operands);
        operands.add(right);
        return of(operator, operands);
    }

    /** The name of the field that this takes from its operand. */
    String name() {
        return names.get(0);
    }

    Node operand(int index) {
        return operands.get(index);
    }

    /** Whether it, or anything below it, is of this kind. */
    boolean has(Operator wanted) {
        if (operator == wanted) {
            return true;
        }
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i).has(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is the same on every row: it looks neither at the row nor at chance. */
    boolean isFixed() {
        return !has(Operator.ROW) && !has(Operator.CHANGED) && !has(Operator.RANDOM);
    }

    /** Whether it is a field of the row, of a field of the row and so on, or the row itself. */
    boolean isPath() {
        Node node = this;
        while (node.operator == Operator.FIELD) {
            node = node.operand(0);
        }
        return node.operator == Operator.ROW;
    }

    /** The names of a path from the row on. */
    List<String> path() {
        List<String> path = new ArrayList<>();
        for (Node node = this; node.operator == Operator.FIELD; node = node.operand(0)) {
            path.add(0, node.name());
        }
        return path;
    }

    private static QueryException tooLarge(String limit, int value, int maximum) {
        return new QueryException(
                Reason.BAD_ARGUMENT,
                "expression limit=" + limit + " value=" + value + " maximum=" + maximum + ", split it or use `in`");
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Node that
                        && hash == that.hash
                        && operator == that.operator
                        && operands.equals(that.operands)
                        && names.equals(that.names)
                        && (constant == null ? that.constant == null : constant.equals(that.constant));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return ExpressionText.of(this);
    }
}
