package io.tailrace.expression;

import io.tailrace.bytes.Utf8;
import io.tailrace.document.Boxed;
import io.tailrace.document.FieldSelection;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.error.QueryException;
import io.tailrace.error.QueryException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns what callers give as operands into nodes, and refuses what is no value. Without state. */
final class Operands {
    private Operands() {}

    static Node node(Object operand) {
        return node(operand, Node.MAX_DEPTH);
    }

    private static Node node(Object operand, int levels) {
        if (levels < 0) {
            throw refused("the value", "is nested more than " + Node.MAX_DEPTH + " levels deep");
        }
        if (operand instanceof Expression expression) {
            return expression.node;
        }
        if (operand instanceof Map<?, ?> map) {
            return object(map, levels);
        }
        if (operand instanceof Iterable<?> elements) {
            List<Node> nodes = new ArrayList<>();
            for (Object element : elements) {
                nodes.add(node(element, levels - 1));
            }
            return Node.of(Operator.ARRAY, nodes);
        }
        return Node.of(constant(operand));
    }

    static List<Node> nodes(Object[] operands, String where) {
        if (operands == null) {
            throw refused(where, "is given null instead of operands");
        }
        List<Node> nodes = new ArrayList<>(operands.length);
        for (Object operand : operands) {
            nodes.add(node(operand));
        }
        return nodes;
    }

    private static Node object(Map<?, ?> map, int levels) {
        Map<String, Node> fields = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw refused("key=" + entry.getKey(), "is no String, the names of fields are");
            }
            fields.put(name(name), node(entry.getValue(), levels - 1));
        }
        return object(fields);
    }

    /** Fields come in the order of their names, so that equal objects are equal nodes. */
    static Node object(Map<String, Node> fields) {
        Map<String, Node> sorted = new TreeMap<>(fields);
        return Node.object(new ArrayList<>(sorted.keySet()), new ArrayList<>(sorted.values()));
    }

    static Constant constant(Object value) {
        return switch (Boxed.scalar(value)) {
            case NULL -> Constant.NULL;
            case STRING -> Constant.of(text(value.toString()));
            case BOOLEAN -> Constant.of(((Boolean) value).booleanValue());
            case FLOAT -> floating(((Number) value).doubleValue());
            case INTEGER -> integer((Number) value);
            case TIME -> time((Instant) value);
            case BYTES -> Constant.of((byte[]) value);
            default ->
                throw refused(
                        "class=" + value.getClass().getName(),
                        "is no operand, give an Expression, null, Boolean, a whole number, Double, Float, CharSequence,"
                                + " byte[], Instant, Map or Iterable");
        };
    }

    private static Constant floating(double value) {
        if (!Double.isFinite(value)) {
            throw refused("number=" + value, "is not finite, numbers are");
        }
        return Constant.of(value);
    }

    private static Constant integer(Number number) {
        if (!Boxed.isWhole(number)) {
            throw refused("number=" + number, "is no operand, give a long or a double");
        }
        return Constant.of(number.longValue());
    }

    static Constant time(Instant instant) {
        try {
            return Constant.ofTime(Constant.epochNs(instant));
        } catch (ArithmeticException e) {
            throw refused("time=" + instant, "is out of range, years 1678 to 2261 fit");
        }
    }

    static String name(String name) {
        if (name == null) {
            throw refused("name=null", "is not the name of a field");
        }
        return text(name);
    }

    private static String text(String text) {
        if (Utf8.length(text) < 0) {
            throw refused("text", "has a lone surrogate, which is no UTF-8");
        }
        return text;
    }

    /** The selection that constants stand for. */
    static FieldSelection selection(String where, List<Node> paths) {
        try {
            return FieldSelection.of(plain(where, paths));
        } catch (DocumentException | LimitException e) {
            throw refused(where, "is given no paths: " + e.getMessage());
        }
    }

    /** The names, lists and maps that constants stand for. */
    static Object[] plain(String where, List<Node> paths) {
        Object[] plain = new Object[paths.size()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = plain(where, paths.get(i));
        }
        return plain;
    }

    private static Object plain(String where, Node node) {
        switch (node.operator) {
            case ARRAY:
                List<Object> elements = new ArrayList<>();
                for (Node element : node.operands) {
                    elements.add(plain(where, element));
                }
                return elements;
            case OBJECT:
                Map<String, Object> fields = new LinkedHashMap<>();
                for (int i = 0; i < node.names.size(); i++) {
                    fields.put(node.names.get(i), plain(where, node.operand(i)));
                }
                return fields;
            default:
                if (node.constant != null && node.constant.text != null) {
                    return node.constant.text;
                }
                if (node.constant != null && node.constant.equals(Constant.TRUE)) {
                    return Boolean.TRUE;
                }
                throw refused(
                        where + " path=" + node, "is no name, and no object or array of names, as {\"a\": [\"b\"]}");
        }
    }

    static QueryException refused(String what, String why) {
        return new QueryException(Reason.BAD_ARGUMENT, what + " " + why);
    }
}
