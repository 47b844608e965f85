package io.tailrace;

import io.tailrace.document.DocumentWriter;
import io.tailrace.expression.Expressions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In the patch of an update: replaces what is there instead of merging into it, or takes it out, as in RethinkDB.
 * Immutable, any thread.
 */
public final class Literal {
    /*
     * On its way to the merge a literal is an object with a type, as RethinkDB's drivers send it. It is never stored.
     */
    private static final String TYPE_FIELD = "$reql_type$";
    private static final String TYPE = "LITERAL";
    private static final String VALUE_FIELD = "value";
    /** Beyond what a document or an expression takes: what is nested deeper they refuse as it is. */
    static final int DEEPEST = 128;

    private static final Literal NONE = new Literal(true, null);

    private final boolean removes;
    private final Object value;

    private Literal(boolean removes, Object value) {
        this.removes = removes;
        this.value = value;
    }

    /**
     * {@return a literal that replaces}
     *
     * @param value in place of what is there
     */
    public static Literal of(Object value) {
        return new Literal(false, value);
    }

    /**
     * A literal that takes the field out.
     *
     * @return the literal, always the same
     */
    public static Literal none() {
        return NONE;
    }

    /** The same operand of an expression, with the literals in maps and lists as expressions know them. */
    static Object operand(Object value) {
        return operand(value, DEEPEST);
    }

    private static Object operand(Object value, int levels) {
        if (levels == 0) {
            return value;
        }
        if (value instanceof Literal literal) {
            return literal.removes ? Expressions.literal() : Expressions.literal(operand(literal.value, levels - 1));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> converted = new LinkedHashMap<>();
            map.forEach((name, inner) -> converted.put(name, operand(inner, levels - 1)));
            return converted;
        }
        if (value instanceof List<?> list) {
            List<Object> converted = new ArrayList<>();
            list.forEach(inner -> converted.add(operand(inner, levels - 1)));
            return converted;
        }
        return value;
    }

    Map<String, Object> encoded() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(TYPE_FIELD, TYPE);
        if (!removes) {
            object.put(VALUE_FIELD, value);
        }
        return object;
    }

    void put(DocumentWriter writer, String name) {
        writer.beginObject(name).put(TYPE_FIELD, TYPE);
        if (!removes) {
            writer.put(VALUE_FIELD, value);
        }
        writer.end();
    }
}
