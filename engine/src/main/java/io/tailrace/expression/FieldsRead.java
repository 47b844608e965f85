package io.tailrace.expression;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields of a row something reads: while none of them differs, it gives the same. A field is one at the top of
 * the row, with all that is in it. Immutable, any thread.
 *
 * @param isAllBut whether the names are those that are not read, and all others are
 * @param names of fields, sorted
 * @hidden
 */
public record FieldsRead(boolean isAllBut, Set<String> names) {
    /** No field: the same on every row. */
    public static final FieldsRead NONE = new FieldsRead(false, Set.of());
    /** The whole row. */
    public static final FieldsRead ALL = new FieldsRead(true, Set.of());

    /** Keeps a copy of the names. */
    public FieldsRead {
        names = Collections.unmodifiableSet(new TreeSet<>(names));
    }

    /**
     * Those that are named.
     *
     * @param names of fields
     * @return these and no other
     */
    public static FieldsRead of(Collection<String> names) {
        return new FieldsRead(false, Set.copyOf(names));
    }

    /**
     * All but those that are named.
     *
     * @param names of fields
     * @return all others
     */
    public static FieldsRead allBut(Collection<String> names) {
        return new FieldsRead(true, Set.copyOf(names));
    }

    /**
     * Those that an expression reads.
     *
     * @param expression on a row
     * @return at least those that can change what it gives or how it fails
     */
    public static FieldsRead of(Expression expression) {
        return of(expression.node);
    }

    private static FieldsRead of(Node node) {
        return switch (node.operator) {
            case ROW -> ALL;
            case CHANGED -> of(Set.of(Expressions.OLD_VAL, Expressions.NEW_VAL));
            case FIELD -> node.isPath() ? of(Set.of(node.path().get(0))) : ofOperands(node, 0);
            case HAS_FIELDS ->
                isRow(node.operand(0))
                        ? of(Operands.selection("hasFields", node.operands.subList(1, node.operands.size()))
                                .names())
                        : ofOperands(node, 0);
            case MATCHES ->
                isRow(node.operand(0)) ? of(node.operand(1).names).or(ofOperands(node, 1)) : ofOperands(node, 0);
            default -> ofOperands(node, 0);
        };
    }

    private static FieldsRead ofOperands(Node node, int from) {
        FieldsRead all = NONE;
        for (int i = from; i < node.operands.size(); i++) {
            all = all.or(of(node.operand(i)));
        }
        return all;
    }

    private static boolean isRow(Node node) {
        return node.operator == Operator.ROW;
    }

    /** Whether that is the whole row. */
    public boolean isAll() {
        return isAllBut && names.isEmpty();
    }

    /** Whether this field is among them. */
    public boolean has(String name) {
        return names.contains(name) != isAllBut;
    }

    /**
     * These and others.
     *
     * @param others more
     * @return those that are in one of both
     */
    public FieldsRead or(FieldsRead others) {
        return not().without(others).not();
    }

    /**
     * These as far as others have them too.
     *
     * @param others which may be
     * @return those that are in both
     */
    public FieldsRead and(FieldsRead others) {
        return without(others.not());
    }

    private FieldsRead not() {
        return new FieldsRead(!isAllBut, names);
    }

    /** Those of these that are not among others. */
    private FieldsRead without(FieldsRead others) {
        Set<String> left = new TreeSet<>(names);
        if (isAllBut && !others.isAllBut) {
            left.addAll(others.names);
            return new FieldsRead(true, left);
        }
        if (isAllBut) {
            left.clear();
            left.addAll(others.names);
            left.removeAll(names);
            return new FieldsRead(false, left);
        }
        left.removeIf(others::has);
        return new FieldsRead(false, left);
    }

    /** For people. */
    @Override
    public String toString() {
        return isAll() ? "all" : (isAllBut ? "all but " : "") + names;
    }
}
