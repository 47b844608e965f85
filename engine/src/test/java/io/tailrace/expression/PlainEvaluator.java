package io.tailrace.expression;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What expressions mean, said once more on plain Java objects with exceptions: the model that {@link Evaluator} is
 * checked against.
 */
final class PlainEvaluator {
    /** An error of an evaluation. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final boolean missing;

        Failed(boolean missing) {
            super(null, null, false, false);
            this.missing = missing;
        }
    }

    private final Object row;
    private final long nowNs;

    PlainEvaluator(Object row, long nowNs) {
        this.row = row;
        this.nowNs = nowNs;
    }

    Object value(Node node) {
        return switch (node.operator) {
            case CONSTANT -> constant(node.constant);
            case ROW -> row;
            case FIELD -> field(value(node.operand(0)), node.name());
            case NTH -> element(value(node.operand(0)), value(node.operand(1)));
            case ARRAY -> values(node);
            case OBJECT -> object(node);
            case NOT -> !truth(value(node.operand(0)));
            case AND -> junction(node, false);
            case OR -> junction(node, true);
            case CONDITION -> value(node.operand(truth(value(node.operand(0))) ? 1 : 2));
            case DEFAULT -> otherwise(node);
            case NOW -> Constant.instant(nowNs);
            case ERROR -> throw new Failed(false);
            case EQ -> compare(node) == 0;
            case NE -> compare(node) != 0;
            case LT -> compare(node) < 0;
            case LE -> compare(node) <= 0;
            case GT -> compare(node) > 0;
            case GE -> compare(node) >= 0;
            case NEGATE -> negated(value(node.operand(0)));
            case ABS -> absolute(value(node.operand(0)));
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER -> arithmetic(node);
            default -> function(node);
        };
    }

    private Object function(Node node) {
        return switch (node.operator) {
            case IN -> in(value(node.operand(0)), value(node.operand(1)));
            case CONTAINS -> contains(value(node.operand(0)), value(node.operand(1)));
            case STARTS_WITH -> text(value(node.operand(0))).startsWith(text(value(node.operand(1))));
            case ENDS_WITH -> text(value(node.operand(0))).endsWith(text(value(node.operand(1))));
            case HAS -> has(node);
            case HAS_FIELDS -> hasFields(node);
            case MATCHES -> matches(node);
            case MERGE -> merge(node);
            default -> throw new IllegalStateException(node.toString());
        };
    }

    private static Failed wrong(Object found) {
        return new Failed(found == null);
    }

    private static Object constant(Constant constant) {
        return switch (constant.type) {
            case NULL -> null;
            case BOOLEAN -> constant.bits != 0;
            case INTEGER -> constant.bits;
            case FLOAT -> constant.doubleValue();
            case TIME -> Constant.instant(constant.bits);
            case STRING -> constant.text;
            default -> constant.bytes();
        };
    }

    private List<Object> values(Node node) {
        List<Object> values = new ArrayList<>();
        for (Node operand : node.operands) {
            values.add(value(operand));
        }
        return values;
    }

    private Map<String, Object> object(Node node) {
        Map<String, Object> object = new TreeMap<>();
        for (int i = 0; i < node.names.size(); i++) {
            object.put(node.names.get(i), value(node.operand(i)));
        }
        return object;
    }

    private static Object field(Object of, String name) {
        if (!(of instanceof Map<?, ?> map)) {
            throw wrong(of);
        }
        if (!map.containsKey(name)) {
            throw new Failed(true);
        }
        return map.get(name);
    }

    private static Object element(Object of, Object index) {
        if (!(index instanceof Number number)) {
            throw wrong(index);
        }
        int at;
        try {
            at = new java.math.BigDecimal(number.toString()).intValueExact();
        } catch (ArithmeticException e) {
            throw new Failed(false);
        }
        if (!(of instanceof List<?> list)) {
            throw wrong(of);
        }
        if (at >= list.size() || -(long) at > list.size()) {
            throw new Failed(true);
        }
        return list.get(at < 0 ? list.size() + at : at);
    }

    static boolean truth(Object value) {
        return value != null && !Boolean.FALSE.equals(value);
    }

    private Object junction(Node node, boolean deciding) {
        Object last = null;
        for (Node operand : node.operands) {
            last = value(operand);
            if (truth(last) == deciding) {
                return last;
            }
        }
        return last;
    }

    private Object otherwise(Node node) {
        try {
            Object value = value(node.operand(0));
            if (value != null) {
                return value;
            }
        } catch (Failed e) {
            if (!e.missing) {
                throw e;
            }
        }
        return value(node.operand(1));
    }

    private int compare(Node node) {
        Object left = value(node.operand(0));
        return PlainOrder.compare(left, value(node.operand(1)));
    }

    private static Object negated(Object value) {
        if (value instanceof Long integer) {
            return exact(BigInteger.valueOf(integer).negate());
        }
        if (value instanceof Double d) {
            return -d;
        }
        throw wrong(value);
    }

    private static Object absolute(Object value) {
        if (value instanceof Long integer) {
            return exact(BigInteger.valueOf(integer).abs());
        }
        if (value instanceof Double d) {
            return Math.abs(d);
        }
        throw wrong(value);
    }

    private static Object exact(BigInteger value) {
        if (value.bitLength() > 63) {
            throw new Failed(false);
        }
        return value.longValue();
    }

    private static Object finite(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new Failed(false);
        }
        return value;
    }

    private Object arithmetic(Node node) {
        Object a = value(node.operand(0));
        Object b = value(node.operand(1));
        boolean add = node.operator == Operator.ADD;
        if (a instanceof Number x && b instanceof Number y) {
            return numbers(node.operator, x, y);
        }
        if (add && a instanceof String text) {
            return text + text(b);
        }
        if (add && a instanceof List<?> left) {
            if (!(b instanceof List<?> right)) {
                throw wrong(b);
            }
            List<Object> joined = new ArrayList<>(left);
            joined.addAll(right);
            return joined;
        }
        if ((add || node.operator == Operator.SUBTRACT) && a instanceof Instant time) {
            if (!add && b instanceof Instant other) {
                return BigInteger.valueOf(Constant.epochNs(time))
                                .subtract(BigInteger.valueOf(Constant.epochNs(other)))
                                .doubleValue()
                        / 1e9;
            }
            return shifted(time, add ? 1 : -1, b);
        }
        if (add && b instanceof Instant time) {
            return shifted(time, 1, a);
        }
        throw wrong(a instanceof Number ? b : a);
    }

    private static Object shifted(Instant time, int sign, Object seconds) {
        if (!(seconds instanceof Number number)) {
            throw wrong(seconds);
        }
        BigInteger shift = new java.math.BigDecimal(number.toString())
                .movePointRight(9)
                .setScale(0, java.math.RoundingMode.HALF_EVEN)
                .toBigInteger();
        BigInteger sum = BigInteger.valueOf(Constant.epochNs(time)).add(shift.multiply(BigInteger.valueOf(sign)));
        return Constant.instant((Long) exact(sum));
    }

    private static Object numbers(Operator operator, Number x, Number y) {
        if (x instanceof Long && y instanceof Long) {
            return integers(operator, BigInteger.valueOf(x.longValue()), BigInteger.valueOf(y.longValue()));
        }
        double a = x.doubleValue();
        double b = y.doubleValue();
        return switch (operator) {
            case ADD -> finite(a + b);
            case SUBTRACT -> finite(a - b);
            case MULTIPLY -> finite(a * b);
            case DIVIDE -> finite(a / b);
            default -> integers(operator, whole(x), whole(y));
        };
    }

    /** The integer that a number is; the shortest text of a float may be that of another one beyond 2^53. */
    private static BigInteger whole(Number number) {
        try {
            return BigInteger.valueOf((number instanceof Double
                            ? new java.math.BigDecimal(number.doubleValue())
                            : new java.math.BigDecimal(number.longValue()))
                    .toBigIntegerExact()
                    .longValueExact());
        } catch (ArithmeticException e) {
            throw new Failed(false);
        }
    }

    private static Object integers(Operator operator, BigInteger a, BigInteger b) {
        switch (operator) {
            case ADD:
                return exact(a.add(b));
            case SUBTRACT:
                return exact(a.subtract(b));
            case MULTIPLY:
                return exact(a.multiply(b));
            default:
                if (b.signum() == 0) {
                    throw new Failed(false);
                }
                BigInteger[] parts = a.divideAndRemainder(b);
                if (operator == Operator.REMAINDER) {
                    return parts[1].longValue();
                }
                return parts[1].signum() == 0 ? exact(parts[0]) : (Object) (a.doubleValue() / b.doubleValue());
        }
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(value);
    }

    private static boolean in(Object member, Object whole) {
        if (whole instanceof List<?> list) {
            return list.stream().anyMatch(element -> PlainOrder.compare(element, member) == 0);
        }
        if (whole instanceof Map<?, ?> map) {
            return map.containsKey(text(member));
        }
        throw wrong(whole);
    }

    private static boolean contains(Object whole, Object part) {
        return whole instanceof List<?> ? in(part, whole) : text(whole).contains(text(part));
    }

    private boolean has(Node node) {
        try {
            value(node.operand(0));
            return true;
        } catch (Failed e) {
            if (!e.missing) {
                throw e;
            }
            return false;
        }
    }

    private boolean hasFields(Node node) {
        Object object = value(node.operand(0));
        if (!(object instanceof Map<?, ?> map)) {
            throw wrong(object);
        }
        for (Object path : Operands.plain("hasFields", node.operands.subList(1, node.operands.size()))) {
            if (!hasPath(map, path)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasPath(Object in, Object path) {
        if (path instanceof List<?> all) {
            return all.stream().allMatch(each -> hasPath(in, each));
        }
        if (path instanceof Map<?, ?> nested) {
            return nested.entrySet().stream()
                    .allMatch(each -> in instanceof Map<?, ?> map && hasPath(map.get(each.getKey()), each.getValue()));
        }
        return in instanceof Map<?, ?> map && map.get(path) != null;
    }

    private boolean matches(Node node) {
        Object object = value(node.operand(0));
        Map<String, Object> pattern = pattern(node.operand(1));
        if (!(object instanceof Map<?, ?> map)) {
            throw wrong(object);
        }
        return matches(map, pattern);
    }

    /** A value that is meant as a whole. */
    private record Whole(Object value) {}

    private Map<String, Object> pattern(Node node) {
        Map<String, Object> pattern = new TreeMap<>();
        for (int i = 0; i < node.names.size(); i++) {
            Node value = node.operand(i);
            Object wanted;
            if (value.operator == Operator.LITERAL) {
                wanted = new Whole(value.operands.isEmpty() ? Whole.class : value(value.operand(0)));
            } else {
                wanted = value.operator == Operator.OBJECT ? pattern(value) : value(value);
            }
            pattern.put(node.names.get(i), wanted);
        }
        return pattern;
    }

    private static boolean matches(Map<?, ?> object, Map<?, ?> pattern) {
        for (Map.Entry<?, ?> entry : pattern.entrySet()) {
            if (!object.containsKey(entry.getKey())) {
                throw new Failed(true);
            }
            Object found = object.get(entry.getKey());
            Object wanted = entry.getValue();
            boolean equal;
            if (wanted instanceof Whole whole) {
                equal = PlainOrder.compare(whole.value(), found) == 0;
            } else if (wanted instanceof Map<?, ?> inner && found instanceof Map<?, ?> map) {
                equal = matches(map, inner);
            } else {
                equal = !(wanted instanceof Map) && PlainOrder.compare(wanted, found) == 0;
            }
            if (!equal) {
                return false;
            }
        }
        return true;
    }

    private Object merge(Node node) {
        Object object = value(node.operand(0));
        Node second = node.operand(1);
        Object patch = second.operator == Operator.OBJECT ? pattern(second) : value(second);
        if (!(object instanceof Map)) {
            throw wrong(object);
        }
        return merged(object, patch);
    }

    private static Object merged(Object old, Object patch) {
        if (patch instanceof Whole whole) {
            return whole.value();
        }
        if (!(patch instanceof Map<?, ?> fields)) {
            return patch;
        }
        Map<String, Object> result = new TreeMap<>();
        if (old instanceof Map<?, ?> map) {
            map.forEach((name, value) -> result.put((String) name, value));
        }
        fields.forEach((name, value) -> {
            if (value instanceof Whole whole && whole.value() == Whole.class) {
                result.remove(name);
            } else {
                result.put((String) name, merged(result.get(name), value));
            }
        });
        return result;
    }

    /** The order of plain values. */
    static final class PlainOrder {
        private static final List<String> TYPES =
                List.of("array", "bool", "null", "number", "object", "binary", "time", "string");

        private PlainOrder() {}

        static int compare(Object a, Object b) {
            int types = Integer.compare(type(a), type(b));
            if (types != 0 || a == null) {
                return types;
            }
            if (a instanceof Number) {
                return new java.math.BigDecimal(a.toString()).compareTo(new java.math.BigDecimal(b.toString()));
            }
            if (a instanceof String text) {
                return Arrays.compareUnsigned(
                        text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
            }
            if (a instanceof byte[] bytes) {
                return Arrays.compareUnsigned(bytes, (byte[]) b);
            }
            if (a instanceof Boolean flag) {
                return flag.compareTo((Boolean) b);
            }
            if (a instanceof Instant time) {
                return time.compareTo((Instant) b);
            }
            return lists(flat(a), flat(b));
        }

        /** An object as its names and values in the order of names. */
        private static List<?> flat(Object value) {
            if (value instanceof List<?> list) {
                return list;
            }
            List<Object> flat = new ArrayList<>();
            Map<String, Object> sorted = new TreeMap<>((x, y) -> compare(x, y));
            ((Map<?, ?>) value).forEach((name, field) -> sorted.put((String) name, field));
            sorted.forEach((name, field) -> {
                flat.add(name);
                flat.add(field);
            });
            return flat;
        }

        private static int lists(List<?> a, List<?> b) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                int order = compare(a.get(i), b.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.size(), b.size());
        }

        private static int type(Object value) {
            String name = value == null
                    ? "null"
                    : value instanceof List
                            ? "array"
                            : value instanceof Boolean
                                    ? "bool"
                                    : value instanceof Number
                                            ? "number"
                                            : value instanceof Map
                                                    ? "object"
                                                    : value instanceof byte[]
                                                            ? "binary"
                                                            : value instanceof Instant ? "time" : "string";
            return TYPES.indexOf(name);
        }
    }
}
