package io.tailrace.query;

import io.tailrace.expression.Expressions;
import java.util.Collection;

/**
 * Steps of queries and feeds as they are written in Java, expressions as their text. It is there for {@code toString},
 * so it never throws: what has no text shows its class. Without state, any thread; allocates.
 *
 * @hidden
 */
public final class QueryText {
    private static final int MOST_SHOWN = 100;
    private static final int MOST_LEVELS = 32;

    private QueryText() {}

    /**
     * A step.
     *
     * @param name of the method
     * @param arguments its arguments as text
     * @return the call, with a dot before it
     */
    public static String call(String name, String... arguments) {
        return "." + name + "(" + String.join(", ", arguments) + ")";
    }

    /**
     * An argument of a step.
     *
     * @param value an expression, a constant as in one, an enum, a lambda, or collections and maps of these
     * @return its text
     */
    public static String value(Object value) {
        return value(value, MOST_LEVELS);
    }

    /**
     * Several arguments of a step.
     *
     * @param values as for {@link #value}
     * @return their text, the first hundred in full
     */
    public static String values(Collection<?> values) {
        return values(values, MOST_LEVELS);
    }

    private static String values(Collection<?> values, int levels) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Object value : values) {
            text.append(shown == 0 ? "" : ", ");
            if (shown++ == MOST_SHOWN) {
                return text.append("and ")
                        .append(values.size() - MOST_SHOWN)
                        .append(" more")
                        .toString();
            }
            text.append(value(value, levels));
        }
        return text.toString();
    }

    private static String declared(Collection<String> fields) {
        return call("reads", "lambda", values(fields)).substring(1);
    }

    private static String value(Object value, int levels) {
        if (value instanceof DeclaredFilter declared) {
            return declared(declared.fields());
        }
        if (value instanceof DeclaredProjection declared) {
            return declared(declared.fields());
        }
        if (value instanceof DocumentFilter || value instanceof Projection) {
            return "lambda";
        }
        if (value instanceof Enum<?> one) {
            return one.name();
        }
        if (value instanceof Collection<?> elements) {
            return levels == 0 ? "[...]" : "[" + values(elements, levels - 1) + "]";
        }
        try {
            return Expressions.value(value).toString();
        } catch (RuntimeException e) {
            // Whoever opens the query is told; here it is only shown.
            return value.getClass().getSimpleName();
        }
    }
}
