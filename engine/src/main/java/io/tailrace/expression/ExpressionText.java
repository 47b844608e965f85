package io.tailrace.expression;

import io.tailrace.bytes.Utf8;
import io.tailrace.expression.Operator.Form;
import java.util.List;

/** Writes expressions as text that parses to an equal one, with as few brackets as that takes. Not thread safe. */
final class ExpressionText {
    private static final String OLD_VAL = "old_val";
    private static final String NEW_VAL = "new_val";

    private final StringBuilder out = new StringBuilder();
    /** Whether only lengths are wanted; what is below then counts with the length it knows of itself. */
    private final boolean measures;

    private long below;

    private ExpressionText(boolean measures) {
        this.measures = measures;
    }

    static String of(Node node) {
        ExpressionText text = new ExpressionText(false);
        text.node(node);
        return text.out.toString();
    }

    /** The length in UTF-8. */
    static int bytes(Node node) {
        ExpressionText text = new ExpressionText(true);
        text.node(node);
        return (int) Math.min(Integer.MAX_VALUE, text.below + Utf8.length(text.out));
    }

    private void node(Node node) {
        switch (node.operator.form) {
            case CONDITION -> {
                operand(node, 0, Form.DISJUNCTION);
                out.append(" ? ");
                operand(node, 1, Form.DISJUNCTION);
                out.append(" : ");
                operand(node, 2, Form.CONDITION);
            }
            case DISJUNCTION, CONJUNCTION, RELATION, SUM, PRODUCT -> infix(node);
            case PREFIX -> prefix(node);
            case MEMBER -> member(node);
            case METHOD -> {
                receiver(node);
                out.append('.').append(node.operator.symbol).append('(');
                operand(node, 1, Form.CONDITION);
                out.append(')');
            }
            case FUNCTION -> {
                out.append(node.operator.symbol);
                list('(', node, ')');
            }
            default -> primary(node);
        }
    }

    private void infix(Node node) {
        Form form = node.operator.form;
        Form tighter = Form.values()[form.ordinal() + 1];
        operand(node, 0, form == Form.DISJUNCTION || form == Form.CONJUNCTION ? tighter : form);
        for (int i = 1; i < node.operands.size(); i++) {
            out.append(' ').append(node.operator.symbol).append(' ');
            operand(node, i, tighter);
        }
    }

    private void prefix(Node node) {
        out.append(node.operator.symbol);
        Node of = node.operand(0);
        boolean number = of.constant != null && of.constant.isNumber();
        operand(
                node,
                0,
                node.operator == Operator.NEGATE && (number || of.operator == node.operator)
                        ? Form.PRIMARY
                        : Form.PREFIX,
                number);
    }

    private void member(Node node) {
        if (node.operator == Operator.FIELD) {
            field(node);
            return;
        }
        receiver(node);
        out.append('[');
        operand(node, 1, Form.CONDITION);
        out.append(']');
    }

    private void field(Node node) {
        Node of = node.operand(0);
        String name = node.name();
        if (of.operator == Operator.ROW && (name.equals(OLD_VAL) || name.equals(NEW_VAL))) {
            out.append(name);
            return;
        }
        receiver(node);
        if (Words.isName(name)) {
            out.append('.').append(name);
        } else {
            out.append('[').append(Constant.quoted(name)).append(']');
        }
    }

    private void receiver(Node node) {
        Constant of = node.operand(0).constant;
        operand(node, 0, Form.METHOD, of != null && of.isNumber());
    }

    private void primary(Node node) {
        switch (node.operator) {
            case ARRAY -> list('[', node, ']');
            case OBJECT -> object(node);
            case ROW -> out.append(node.operator.symbol);
            default -> out.append(node.constant);
        }
    }

    private void object(Node node) {
        List<String> names = node.names;
        out.append('{');
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ", ").append(Constant.quoted(names.get(i))).append(": ");
            operand(node, i, Form.CONDITION);
        }
        out.append('}');
    }

    private void list(char open, Node node, char close) {
        out.append(open);
        for (int i = 0; i < node.operands.size(); i++) {
            out.append(i == 0 ? "" : ", ");
            operand(node, i, Form.CONDITION);
        }
        out.append(close);
    }

    private void operand(Node node, int index, Form loosest) {
        operand(node, index, loosest, false);
    }

    private void operand(Node node, int index, Form loosest, boolean always) {
        Node operand = node.operand(index);
        boolean brackets = always || operand.operator.form.compareTo(loosest) < 0;
        out.append(brackets ? "(" : "");
        if (measures) {
            below += operand.textBytes;
        } else {
            node(operand);
        }
        out.append(brackets ? ")" : "");
    }
}
