package io.tailrace.document;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The total order said again on boxed values, slowly and exactly. */
final class ModelOrder implements Comparator<Object> {
    @Override
    public int compare(Object a, Object b) {
        int types = Integer.compare(rank(a), rank(b));
        if (types != 0) {
            return types;
        }
        if (a == null) {
            return 0;
        }
        if (a instanceof List<?> left) {
            return compareLists(left, (List<?>) b);
        }
        if (a instanceof Boolean left) {
            return left.compareTo((Boolean) b);
        }
        if (a instanceof Number) {
            return exact(a).compareTo(exact(b));
        }
        if (a instanceof Map<?, ?> left) {
            return compareLists(flat(left), flat((Map<?, ?>) b));
        }
        if (a instanceof byte[] left) {
            return Arrays.compareUnsigned(left, (byte[]) b);
        }
        if (a instanceof Instant left) {
            return left.compareTo((Instant) b);
        }
        return Arrays.compareUnsigned(utf8(a), utf8(b));
    }

    private int compareLists(List<?> a, List<?> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    /** Names and values in turns, in the order of names. */
    private static List<Object> flat(Map<?, ?> map) {
        TreeMap<String, Object> sorted = new TreeMap<>((x, y) -> Arrays.compareUnsigned(utf8(x), utf8(y)));
        map.forEach((name, value) -> sorted.put((String) name, value));
        List<Object> flat = new java.util.ArrayList<>();
        sorted.forEach((name, value) -> {
            flat.add(name);
            flat.add(value);
        });
        return flat;
    }

    private static BigDecimal exact(Object number) {
        return number instanceof Double value
                ? new BigDecimal(value)
                : BigDecimal.valueOf(((Number) number).longValue());
    }

    private static byte[] utf8(Object text) {
        return ((String) text).getBytes(StandardCharsets.UTF_8);
    }

    private static int rank(Object value) {
        if (value instanceof List) {
            return 1;
        }
        if (value instanceof Boolean) {
            return 2;
        }
        if (value == null) {
            return 3;
        }
        if (value instanceof Number) {
            return 4;
        }
        if (value instanceof Map) {
            return 6;
        }
        if (value instanceof byte[]) {
            return 7;
        }
        return value instanceof Instant ? 8 : 9;
    }
}
