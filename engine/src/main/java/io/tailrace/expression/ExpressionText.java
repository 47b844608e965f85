package io.tailrace.expression;

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

    private ExpressionText(final boolean measures) {
        this.measures = measures;
    }

    static String of(final Node node) {
        final ExpressionText text = new ExpressionText(false);
        text.node(node);
        return text.out.toString();
    }

    /** The length in UTF-8. */
    static int bytes(final Node node) {
        final ExpressionText text = new ExpressionText(true);
        text.node(node);
        return (int) Math.min(Integer.MAX_VALUE, text.below + utf8Bytes(text.out));
    }

    static long utf8Bytes(final CharSequence text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            // A pair of surrogates is two chars and four bytes.
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes;
    }

    private void node(final Node node) {
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

    private void infix(final Node node) {
        final Form form = node.operator.form;
        final Form tighter = Form.values()[form.ordinal() + 1];
        operand(node, 0, form == Form.DISJUNCTION || form == Form.CONJUNCTION ? tighter : form);
        for (int i = 1; i < node.operands.size(); i++) {
            out.append(' ').append(node.operator.symbol).append(' ');
            operand(node, i, tighter);
        }
    }

    private void prefix(final Node node) {
        out.append(node.operator.symbol);
        final Node of = node.operand(0);
        final boolean number = of.constant != null && of.constant.isNumber();
        operand(
                node,
                0,
                node.operator == Operator.NEGATE && (number || of.operator == node.operator)
                        ? Form.PRIMARY
                        : Form.PREFIX,
                number);
    }

    private void member(final Node node) {
        if (node.operator == Operator.FIELD) {
            field(node);
            return;
        }
        receiver(node);
        out.append('[');
        operand(node, 1, Form.CONDITION);
        out.append(']');
    }

    private void field(final Node node) {
        final Node of = node.operand(0);
        final String name = node.name();
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

    private void receiver(final Node node) {
        final Constant of = node.operand(0).constant;
        operand(node, 0, Form.METHOD, of != null && of.isNumber());
    }

    private void primary(final Node node) {
        switch (node.operator) {
            case ARRAY -> list('[', node, ']');
            case OBJECT -> object(node);
            case ROW -> out.append(node.operator.symbol);
            default -> out.append(node.constant);
        }
    }

    private void object(final Node node) {
        final List<String> names = node.names;
        out.append('{');
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ", ").append(Constant.quoted(names.get(i))).append(": ");
            operand(node, i, Form.CONDITION);
        }
        out.append('}');
    }

    private void list(final char open, final Node node, final char close) {
        out.append(open);
        for (int i = 0; i < node.operands.size(); i++) {
            out.append(i == 0 ? "" : ", ");
            operand(node, i, Form.CONDITION);
        }
        out.append(close);
    }

    private void operand(final Node node, final int index, final Form loosest) {
        operand(node, index, loosest, false);
    }

    private void operand(final Node node, final int index, final Form loosest, final boolean always) {
        final Node operand = node.operand(index);
        final boolean brackets = always || operand.operator.form.compareTo(loosest) < 0;
        out.append(brackets ? "(" : "");
        if (measures) {
            below += operand.textBytes;
        } else {
            node(operand);
        }
        out.append(brackets ? ")" : "");
    }
}
