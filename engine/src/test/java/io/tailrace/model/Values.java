package io.tailrace.model;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The total order of plain Java values, and what is built on it. Without state. */
final class Values {
    /** Below and above everything; bounds only. */
    enum Extreme {
        MIN,
        MAX
    }

    static final Comparator<Object> ORDER = Values::compare;

    private Values() {}

    static boolean same(Object a, Object b) {
        return compare(a, b) == 0;
    }

    static int compare(Object a, Object b) {
        int rank = Integer.compare(rank(a), rank(b));
        if (rank != 0 || a == null || a instanceof Extreme) {
            return rank;
        }
        if (a instanceof List<?> list) {
            return compareLists(list, (List<?>) b);
        }
        if (a instanceof Boolean flag) {
            return flag.compareTo((Boolean) b);
        }
        if (a instanceof Number) {
            return decimal(a).compareTo(decimal(b));
        }
        if (a instanceof Map<?, ?> map) {
            return compareMaps(map, (Map<?, ?>) b);
        }
        if (a instanceof Instant time) {
            return time.compareTo((Instant) b);
        }
        return Arrays.compareUnsigned(bytes(a), bytes(b));
    }

    private static int rank(Object value) {
        if (value instanceof Extreme extreme) {
            return extreme == Extreme.MIN ? -1 : 9;
        }
        if (value == null) {
            return 2;
        }
        List<Class<?>> classes = List.of(
                List.class,
                Boolean.class,
                Void.class,
                Number.class,
                Map.class,
                byte[].class,
                Instant.class,
                String.class);
        for (int i = 0; i < classes.size(); i++) {
            if (classes.get(i).isInstance(value)) {
                return i;
            }
        }
        throw new IllegalArgumentException(value.getClass() + " " + value);
    }

    private static BigDecimal decimal(Object number) {
        return number instanceof Double value
                ? new BigDecimal(value)
                : BigDecimal.valueOf(((Number) number).longValue());
    }

    private static byte[] bytes(Object value) {
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    }

    private static int compareLists(List<?> a, List<?> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compareMaps(Map<?, ?> a, Map<?, ?> b) {
        return compareLists(flat(a), flat(b));
    }

    private static List<Object> flat(Map<?, ?> map) {
        TreeMap<Object, Object> sorted = new TreeMap<>(ORDER);
        sorted.putAll(map);
        List<Object> flat = new ArrayList<>();
        sorted.forEach((name, value) -> {
            flat.add(name);
            flat.add(value);
        });
        return flat;
    }

    /** Objects field by field, anything else replaced. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> merge(Map<String, Object> into, Map<String, Object> patch) {
        Map<String, Object> merged = new LinkedHashMap<>(into);
        patch.forEach((name, value) -> {
            Object old = merged.get(name);
            merged.put(
                    name,
                    value instanceof Map<?, ?> inner
                            ? merge(
                                    old instanceof Map<?, ?> ? (Map<String, Object>) old : Map.of(),
                                    (Map<String, Object>) inner)
                            : value);
        });
        return merged;
    }

    static Map<String, Object> with(Map<String, Object> document, String name, Object value) {
        Map<String, Object> wider = new LinkedHashMap<>(document);
        wider.put(name, value);
        return wider;
    }

    /** As text, the same for the same value. */
    static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            StringBuilder out = new StringBuilder();
            for (Object name : new TreeSet<Object>(map.keySet())) {
                out.append(out.length() == 0 ? "{" : ",")
                        .append(name)
                        .append(':')
                        .append(text(map.get(name)));
            }
            return map.isEmpty() ? "{}" : out.append('}').toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Values::text).toList().toString();
        }
        if (value instanceof String text && text.length() > 40) {
            return "'" + text.charAt(0) + "*" + (text.length() - 1) + text.charAt(text.length() - 1) + "'";
        }
        return value instanceof String text
                ? "'" + text + "'"
                : value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    }
}
