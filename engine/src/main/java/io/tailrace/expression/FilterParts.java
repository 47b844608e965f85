package io.tailrace.expression;

import io.tailrace.document.ArrayView;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.expression.FilterPart.Among;
import io.tailrace.expression.FilterPart.Bounded;
import io.tailrace.expression.FilterPart.Either;
import io.tailrace.expression.FilterPart.Other;
import java.util.ArrayList;
import java.util.List;

/** Takes predicates apart. Not thread safe. */
final class FilterParts {
    private static final Outcomes MISSES = new Outcomes(true, false);

    private final EvaluationSettings settings;
    private final Dictionary dictionary;
    private final Plan plan;

    FilterParts(EvaluationSettings settings) {
        this.settings = settings;
        dictionary = settings.dictionary();
        plan = new Plan(settings);
    }

    List<FilterPart> of(Node predicate) {
        List<FilterPart> parts = new ArrayList<>();
        add(predicate, parts);
        return parts;
    }

    private void add(Node node, List<FilterPart> into) {
        switch (node.operator) {
            case AND -> {
                for (Node operand : node.operands) {
                    add(operand, into);
                }
            }
            case OR -> into.add(either(node));
            case EQ, LT, LE, GT, GE -> into.add(comparison(node));
            case IN -> into.add(membership(node));
            case MATCHES -> pattern(node, into);
            default -> into.add(other(node));
        }
    }

    private FilterPart either(Node node) {
        List<List<FilterPart>> operands = new ArrayList<>();
        for (Node operand : node.operands) {
            operands.add(of(operand));
        }
        Expression said = new Expression(node);
        return new Either(said, operands, Outcomes.of(said, settings));
    }

    private FilterPart comparison(Node node) {
        Node left = node.operand(0);
        Node right = node.operand(1);
        boolean turned = !isField(left);
        Node field = turned ? right : left;
        Value constant = isField(field) ? constant(turned ? left : right) : null;
        if (constant == null) {
            return other(node);
        }
        Expression said = new Expression(node);
        if (node.operator == Operator.EQ) {
            return among(said, field, List.of(constant));
        }
        boolean isLess = node.operator == Operator.LT || node.operator == Operator.LE;
        boolean isClosed = node.operator == Operator.LE || node.operator == Operator.GE;
        return new Bounded(said, field.path(), constant, isLess != turned, isClosed, Outcomes.of(said, settings));
    }

    private FilterPart membership(Node node) {
        Node field = node.operand(0);
        Value whole = isField(field) ? constant(node.operand(1)) : null;
        if (whole == null || whole.type() != ValueType.ARRAY) {
            return other(node);
        }
        ArrayView array = whole.array();
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            Value element = new Value(dictionary);
            array.valueAt(i, element);
            values.add(element);
        }
        return among(new Expression(node), field, values);
    }

    private FilterPart among(Expression said, Node field, List<Value> values) {
        return new Among(said, field.path(), values, Outcomes.of(said, settings));
    }

    /** A pattern on the row looks at its fields one after the other, once all it wants is computed. */
    private void pattern(Node node, List<FilterPart> into) {
        List<FilterPart> fields = new ArrayList<>();
        if (node.operand(0).operator == Operator.ROW && fields(node, node.operand(1), List.of(), fields)) {
            into.addAll(fields);
        } else {
            into.add(other(node));
        }
    }

    private boolean fields(Node whole, Node pattern, List<String> path, List<FilterPart> into) {
        for (int i = 0; i < pattern.operands.size(); i++) {
            Node wanted = pattern.operand(i);
            List<String> inner = new ArrayList<>(path);
            inner.add(pattern.names.get(i));
            if (wanted.operator == Operator.OBJECT) {
                into.add(new Other(new Expression(whole), MISSES));
                if (!fields(whole, wanted, inner, into)) {
                    return false;
                }
                continue;
            }
            boolean isLiteral = wanted.operator == Operator.LITERAL;
            Value value = constant(isLiteral ? wanted.operand(0) : wanted);
            if (value == null) {
                return false;
            }
            into.add(
                    value.type() == ValueType.OBJECT
                            ? new Other(new Expression(whole), MISSES)
                            : new Among(new Expression(whole), List.copyOf(inner), List.of(value), MISSES));
        }
        return true;
    }

    private FilterPart other(Node node) {
        Expression said = new Expression(node);
        return new Other(said, Outcomes.of(said, settings));
    }

    /** Whether there is a name to it: the row itself is no field. */
    private static boolean isField(Node node) {
        return node.operator == Operator.FIELD && node.isPath();
    }

    /** What it is on every row, or null. */
    private Value constant(Node node) {
        if (!node.isFixed()) {
            return null;
        }
        return plan.computation(node) instanceof ConstantValue constant ? constant.value : null;
    }
}
