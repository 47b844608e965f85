package io.tailrace;

import java.util.LinkedHashMap;
import java.util.Map;

/** Patches of updates as plain values. Without state. */
final class Patches {
    private Patches() {}

    /**
     * The patch with its literals as the merge takes them; one inside an array or another literal stays, to be refused.
     */
    static Map<String, Object> encoded(Map<String, ?> patch) {
        Map<String, Object> encoded = new LinkedHashMap<>();
        patch.forEach((name, value) -> encoded.put(name, value(value, Literal.DEEPEST)));
        return encoded;
    }

    /** One value of a patch likewise. */
    static Object value(Object value) {
        return value(value, Literal.DEEPEST);
    }

    private static Object value(Object value, int levels) {
        if (value instanceof Literal literal) {
            return literal.encoded();
        }
        if (levels > 0 && value instanceof Map<?, ?> map) {
            Map<Object, Object> encoded = new LinkedHashMap<>();
            map.forEach((name, nested) -> encoded.put(name, value(nested, levels - 1)));
            return encoded;
        }
        return value;
    }
}
