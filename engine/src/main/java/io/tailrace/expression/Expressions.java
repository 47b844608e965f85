package io.tailrace.expression;

import io.tailrace.error.QueryException;
import java.util.List;
import java.util.Map;

/** Where expressions begin; meant to be imported statically. Without state, any thread. */
public final class Expressions {
    static final String OLD_VAL = "old_val";
    static final String NEW_VAL = "new_val";

    private Expressions() {}

    /**
     * The value that an expression is evaluated on: a document, or after {@code changes} an event.
     *
     * @param path names of fields, none for the whole
     * @return the row, or a field of it
     */
    public static Expression row(String... path) {
        return new Expression(path(Node.ROW, path));
    }

    /**
     * The document before a change: {@code row("old_val", path)}.
     *
     * @param path names of fields, none for the whole
     * @return the document, or a field of it
     */
    public static Expression oldVal(String... path) {
        return new Expression(path(Node.field(Node.ROW, OLD_VAL), path));
    }

    /**
     * The document after a change: {@code row("new_val", path)}.
     *
     * @param path names of fields, none for the whole
     * @return the document, or a field of it
     */
    public static Expression newVal(String... path) {
        return new Expression(path(Node.field(Node.ROW, NEW_VAL), path));
    }

    /**
     * A constant.
     *
     * @param constant null, boolean, number, text, bytes, Instant, List or Map, which may hold expressions
     * @return the same as an expression
     * @throws QueryException if it is anything else
     */
    public static Expression value(Object constant) {
        return new Expression(Operands.node(constant));
    }

    /**
     * {@return an array}
     *
     * @param elements operands
     */
    public static Expression array(Object... elements) {
        return new Expression(Node.of(Operator.ARRAY, Operands.nodes(elements, "array")));
    }

    /**
     * {@return an object}
     *
     * @param fields names and operands
     */
    public static Expression object(Map<String, ?> fields) {
        if (fields == null) {
            throw Operands.refused("object", "is given null instead of fields");
        }
        return new Expression(Operands.node(fields));
    }

    /**
     * {@return what follows the first test that holds, or the last operand}
     *
     * @param operands test, then, test, then, ..., else
     */
    public static Expression branch(Object... operands) {
        List<Node> nodes = Operands.nodes(operands, "branch");
        if (nodes.size() < 3 || nodes.size() % 2 == 0) {
            throw Operands.refused(
                    "branch operands=" + nodes.size(), "should be test, then, any number of test, then, and else");
        }
        Node branch = nodes.get(nodes.size() - 1);
        for (int i = nodes.size() - 3; i >= 0; i -= 2) {
            branch = Node.of(Operator.CONDITION, nodes.get(i), nodes.get(i + 1), branch);
        }
        return new Expression(branch);
    }

    /**
     * Whether something does not hold.
     *
     * @param operand what must be false or null
     * @return a boolean
     */
    public static Expression not(Object operand) {
        return value(operand).not();
    }

    /**
     * A number without its sign.
     *
     * @param operand a number
     * @return a number of the same type; the least integer has none, which is an ordinary error
     */
    public static Expression abs(Object operand) {
        return new Expression(Nodes.of(Operator.ABS, List.of(Operands.node(operand))));
    }

    /**
     * Whether the documents before and after an event differ in one of these fields, by value and as deep as they are.
     * It stands after {@code changes}, see {@link io.tailrace.feed.Feed#onlyIf}.
     *
     * @param paths names, and maps of names to names, lists of these or {@code true}, as in pluck; one at least
     * @return a boolean, true where only one of both documents is there; without any, a non-existence error
     */
    public static Expression changed(Object... paths) {
        return new Expression(Nodes.of(Operator.CHANGED, Operands.nodes(paths, "changed")));
    }

    /**
     * An error, always; it is no non-existence error.
     *
     * @param message what to say
     * @return an expression without a value
     */
    public static Expression error(String message) {
        if (message == null) {
            throw Operands.refused("error", "is given null instead of a message");
        }
        return new Expression(Node.of(Operator.ERROR, Operands.node(message)));
    }

    /**
     * The time at which the query was opened.
     *
     * @return a time, the same for all rows
     */
    public static Expression now() {
        return new Expression(Node.of(Operator.NOW));
    }

    /**
     * A random number.
     *
     * @return a float from 0 to below 1, another at each evaluation
     */
    public static Expression random() {
        return new Expression(Node.of(Operator.RANDOM));
    }

    /**
     * In the object of a {@link Expression#merge}: replaces a field, and does not merge into it. In the pattern of
     * {@link Expression#matches}: demands equality, and not only the fields named.
     *
     * @param value the whole value
     * @return to be put into such an object, nowhere else
     */
    public static Expression literal(Object value) {
        return new Expression(Node.of(Operator.LITERAL, Operands.node(value)));
    }

    /**
     * In the object of a {@link Expression#merge}: takes a field out.
     *
     * @return to be put into such an object, nowhere else
     */
    public static Expression literal() {
        return new Expression(Node.of(Operator.LITERAL));
    }

    /**
     * {@return an expression in the syntax of CEL}
     *
     * @param text as {@link Expression#parse} takes it
     */
    public static Expression expression(String text) {
        return Expression.parse(text);
    }

    private static Node path(Node from, String... path) {
        if (path == null) {
            throw Operands.refused("path=null", "is no path");
        }
        Node node = from;
        for (String name : path) {
            node = Node.field(node, Operands.name(name));
        }
        return node;
    }
}
