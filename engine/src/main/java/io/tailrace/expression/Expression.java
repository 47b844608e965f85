package io.tailrace.expression;

import io.tailrace.error.Arguments;
import io.tailrace.error.ExpressionException;
import io.tailrace.error.QueryException;
import java.util.List;

/**
 * A computation on {@code row}, immutable, any thread. Built by {@link Expressions} and the methods here, or read from
 * text by {@link #parse}. {@link #toString()} is text that parses to an equal expression.
 *
 * <p>Where an operand is an {@code Object}, it is an expression, or a constant: null, a boolean, a number, text, bytes,
 * {@code Instant}, a {@code List} or a {@code Map}, which may hold expressions too. Anything else, and an expression
 * more than 100 levels deep or of more than 64 KiB of text, is a {@link QueryException}.
 *
 * <p>What it gives, or fails with, on which values: {@code engine/docs/expressions.md}.
 */
public final class Expression {
    final Node node;

    Expression(Node node) {
        this.node = node;
    }

    /**
     * {@return an expression read from text in the syntax of CEL}
     *
     * @param text at most 64 KiB, at most 100 levels deep
     * @throws ExpressionException with line, column and a caret
     */
    public static Expression parse(String text) {
        return new Expression(ExpressionParser.parse(text));
    }

    /**
     * Whether it gives the same on the same row always.
     *
     * @return false if it contains {@code random()}
     */
    public boolean isDeterministic() {
        return !node.has(Operator.RANDOM);
    }

    /** {@return whether it depends on when the query was opened, that is, contains {@code now()}} */
    public boolean usesNow() {
        return node.has(Operator.NOW);
    }

    /**
     * Whether it is about an event, and so has its place after {@code changes}.
     *
     * @return true if it contains {@code changed(..)}
     */
    public boolean usesEvent() {
        return node.has(Operator.CHANGED);
    }

    /**
     * Whether it is nothing but a field of the row, of an object in it and so on, or the row itself.
     *
     * @return true for {@code row}, {@code row.a}, {@code row.a.b}
     */
    public boolean isPath() {
        return node.isPath();
    }

    /**
     * {@return the names of a path from the row on, none for the row itself}
     *
     * @throws IllegalStateException if this {@link #isPath() is no path}
     */
    public List<String> path() {
        if (!isPath()) {
            throw new IllegalStateException("expression=" + this + " is no path, ask isPath() first");
        }
        return List.copyOf(node.path());
    }

    /**
     * {@return a field of this object} Without it there is a non-existence error, as there is if this is null.
     *
     * @param name name of the field
     * @param path names of a field in that field and so on
     */
    public Expression get(String name, String... path) {
        Arguments.given(path, "path", "get(name, path)");
        Node field = Node.field(node, Operands.name(name));
        for (String next : path) {
            field = Node.field(field, Operands.name(next));
        }
        return new Expression(field);
    }

    /**
     * {@return an element of this array} Where it has no such element there is a non-existence error, as there is if
     * this is null; an index that is no whole number of 32 bits is an ordinary error.
     *
     * @param index an operand, from 0 for the first element; -1 is the last one, -2 the one before
     * @throws QueryException if the index is a constant but no whole number of 32 bits
     */
    public Expression nth(Object index) {
        return binary(Operator.NTH, index);
    }

    /**
     * Whether this field or element is there, be it null.
     *
     * @return true, or false where something on the way to it is missing or null
     * @throws QueryException if this is not a field or an element of something
     */
    public Expression exists() {
        return unary(Operator.HAS);
    }

    /**
     * Equality by value, 1 being 1.0.
     *
     * @param other an operand
     * @return a boolean, never an error of its own
     */
    public Expression eq(Object other) {
        return binary(Operator.EQ, other);
    }

    /**
     * The opposite of {@link #eq}.
     *
     * @param other an operand
     * @return a boolean, never an error of its own
     */
    public Expression ne(Object other) {
        return binary(Operator.NE, other);
    }

    /**
     * Whether this is less; values of different types compare by type.
     *
     * @param other an operand
     * @return a boolean, never an error of its own
     */
    public Expression lt(Object other) {
        return binary(Operator.LT, other);
    }

    /**
     * Whether this is less or equal; values of different types compare by type.
     *
     * @param other an operand
     * @return a boolean, never an error of its own
     */
    public Expression le(Object other) {
        return binary(Operator.LE, other);
    }

    /**
     * Whether this is greater; values of different types compare by type.
     *
     * @param other an operand
     * @return a boolean, never an error of its own
     */
    public Expression gt(Object other) {
        return binary(Operator.GT, other);
    }

    /**
     * Whether this is greater or equal; values of different types compare by type.
     *
     * @param other an operand
     * @return a boolean, never an error of its own
     */
    public Expression ge(Object other) {
        return binary(Operator.GE, other);
    }

    /**
     * Looks at this, and if it is neither false nor null at the other.
     *
     * @param other an operand
     * @return the one looked at last
     */
    public Expression and(Object other) {
        return new Expression(Node.chain(Operator.AND, node, Operands.node(other)));
    }

    /**
     * Looks at this, and if it is false or null at the other.
     *
     * @param other an operand
     * @return the one looked at last
     */
    public Expression or(Object other) {
        return new Expression(Node.chain(Operator.OR, node, Operands.node(other)));
    }

    /** {@return whether this is false or null} */
    public Expression not() {
        return unary(Operator.NOT);
    }

    /** {@return the number with the other sign} */
    public Expression negate() {
        return unary(Operator.NEGATE);
    }

    /**
     * Sum of numbers, text or arrays joined, a time and seconds.
     *
     * @param other an operand
     * @return a value of the same type
     */
    public Expression add(Object other) {
        return binary(Operator.ADD, other);
    }

    /**
     * {@return the difference of numbers, of times in seconds, or a time less seconds}
     *
     * @param other an operand
     */
    public Expression sub(Object other) {
        return binary(Operator.SUBTRACT, other);
    }

    /**
     * {@return the product of numbers}
     *
     * @param other an operand
     */
    public Expression mul(Object other) {
        return binary(Operator.MULTIPLY, other);
    }

    /**
     * Quotient of numbers, not rounded: 5 / 2 is 2.5.
     *
     * @param other an operand
     * @return an integer where both are and it is one, else a float
     */
    public Expression div(Object other) {
        return binary(Operator.DIVIDE, other);
    }

    /**
     * {@return the remainder of integers, with the sign of the first}
     *
     * @param other an operand
     */
    public Expression mod(Object other) {
        return binary(Operator.REMAINDER, other);
    }

    /**
     * Something else where this is missing or null.
     *
     * @param other an operand, looked at only then
     * @return this or the other
     */
    public Expression defaultTo(Object other) {
        return binary(Operator.DEFAULT, other);
    }

    /**
     * {@return this object with the fields of another put in; objects in both are merged likewise}
     *
     * @param object an object, maybe of expressions and {@link Expressions#literal}
     */
    public Expression merge(Object object) {
        return binary(Operator.MERGE, object);
    }

    /**
     * Whether fields are there and not null.
     *
     * @param paths names, and maps of names to names, lists of these or {@code true}, as in pluck; one at least
     * @return a boolean
     */
    public Expression hasFields(Object... paths) {
        List<Node> operands = Operands.nodes(paths, "hasFields");
        operands.add(0, node);
        return new Expression(Nodes.of(Operator.HAS_FIELDS, operands));
    }

    /**
     * Whether this object has all the fields of another with equal values, objects among them being compared likewise.
     * A missing field is a non-existence error, unless an earlier one differs.
     *
     * @param pattern an object, maybe of expressions and {@link Expressions#literal}
     * @return a boolean
     */
    public Expression matches(Object pattern) {
        return binary(Operator.MATCHES, pattern);
    }

    /**
     * Whether this is an element of an array, or text that names a field of an object.
     *
     * @param values an array or object
     * @return a boolean
     */
    public Expression in(Object values) {
        return binary(Operator.IN, values);
    }

    /**
     * Whether this array has an element, or this text a part.
     *
     * @param value any element, or text
     * @return a boolean
     */
    public Expression contains(Object value) {
        return binary(Operator.CONTAINS, value);
    }

    /**
     * Whether this text begins with another.
     *
     * @param text text
     * @return a boolean
     */
    public Expression startsWith(Object text) {
        return binary(Operator.STARTS_WITH, text);
    }

    /**
     * Whether this text ends with another.
     *
     * @param text text
     * @return a boolean
     */
    public Expression endsWith(Object text) {
        return binary(Operator.ENDS_WITH, text);
    }

    private Expression unary(Operator operator) {
        return new Expression(Nodes.of(operator, List.of(node)));
    }

    private Expression binary(Operator operator, Object other) {
        return new Expression(Nodes.of(operator, node, Operands.node(other)));
    }

    /** Equal expressions are built alike; 1 and 1.0 are not. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Expression that && node.equals(that.node);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }

    /** Text that parses to an equal expression; allocates. */
    @Override
    public String toString() {
        return node.toString();
    }
}
