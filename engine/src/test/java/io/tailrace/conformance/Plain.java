package io.tailrace.conformance;

import io.tailrace.Bound;
import io.tailrace.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of a case as the API takes them, and whether what it gives is what a case expects. Without state. */
final class Plain {
    private static final String TYPE = "$reql_type$";
    private static final String ANY = "$any";

    private Plain() {}

    /** Times, bytes, extremes and literals become what they stand for. */
    static Object of(Object json) {
        if (json instanceof List<?> list) {
            List<Object> plain = new ArrayList<>();
            list.forEach(element -> plain.add(of(element)));
            return plain;
        }
        return json instanceof Map<?, ?> map ? ofObject(map) : json;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object json) {
        return (Map<String, Object>) of(json);
    }

    private static Object ofObject(Map<?, ?> map) {
        if (map.containsKey(TYPE)) {
            return pseudo(map);
        }
        if (map.containsKey("$minval")) {
            return Bound.MINVAL;
        }
        if (map.containsKey("$maxval")) {
            return Bound.MAXVAL;
        }
        if (map.get("$literal") instanceof Map<?, ?> literal) {
            return literal.containsKey("value") ? Literal.of(of(literal.get("value"))) : Literal.none();
        }
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, value) -> plain.put((String) name, of(value)));
        return plain;
    }

    private static Object pseudo(Map<?, ?> map) {
        if (map.get(TYPE).equals("BINARY")) {
            return Base64.getMimeDecoder().decode((String) map.get("data"));
        }
        if (!map.get(TYPE).equals("TIME")) {
            throw new IllegalArgumentException("unknown " + map);
        }
        BigInteger nanos = new BigDecimal(map.get("epoch_time").toString())
                .scaleByPowerOfTen(9)
                .toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }

    /** Whether a value is completely what the JSON says: numbers as doubles, anything in the place of a wildcard. */
    static boolean matches(Object json, Object actual) {
        if (json instanceof Map<?, ?> map) {
            if (map.containsKey(ANY)) {
                return true;
            }
            if (map.containsKey(TYPE)) {
                Object special = pseudo(map);
                return special instanceof byte[] bytes
                        ? actual instanceof byte[] others && Arrays.equals(bytes, others)
                        : special.equals(actual);
            }
            return actual instanceof Map<?, ?> other
                    && map.keySet().equals(other.keySet())
                    && map.keySet().stream().allMatch(name -> matches(map.get(name), other.get(name)));
        }
        if (json instanceof List<?> list) {
            return actual instanceof List<?> other && listMatches(list, other);
        }
        if (json instanceof Number number) {
            return actual instanceof Number other && number.doubleValue() == other.doubleValue();
        }
        return json == null ? actual == null : json.equals(actual);
    }

    static boolean listMatches(List<?> json, List<?> actual) {
        if (json.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < json.size(); i++) {
            if (!matches(json.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether they match in some order; the ones with a wildcard choose last. */
    static boolean bagMatches(List<?> json, List<?> actual) {
        List<Object> rest = new ArrayList<>(actual);
        List<Object> choosy = new ArrayList<>(json);
        choosy.sort((a, b) -> Boolean.compare(isLoose(a), isLoose(b)));
        for (Object expected : choosy) {
            int found = 0;
            while (found < rest.size() && !matches(expected, rest.get(found))) {
                found++;
            }
            if (found == rest.size()) {
                return false;
            }
            rest.remove(found);
        }
        return rest.isEmpty();
    }

    private static boolean isLoose(Object json) {
        return json instanceof Map<?, ?> map
                ? map.containsKey(ANY) || map.values().stream().anyMatch(Plain::isLoose)
                : json instanceof List<?> list && list.stream().anyMatch(Plain::isLoose);
    }

    /** Deep equality of two values of the API, arrays of bytes by content, numbers by value. */
    static boolean same(Object a, Object b) {
        if (a instanceof byte[] bytes) {
            return b instanceof byte[] others && Arrays.equals(bytes, others);
        }
        if (a instanceof Map<?, ?> map) {
            return b instanceof Map<?, ?> other
                    && map.keySet().equals(other.keySet())
                    && map.keySet().stream().allMatch(name -> same(map.get(name), other.get(name)));
        }
        if (a instanceof List<?> list) {
            return b instanceof List<?> other
                    && list.size() == other.size()
                    && java.util.stream.IntStream.range(0, list.size()).allMatch(i -> same(list.get(i), other.get(i)));
        }
        return matches(a, b);
    }
}
