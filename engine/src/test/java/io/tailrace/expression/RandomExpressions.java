package io.tailrace.expression;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Expressions and documents made by chance, small enough that they often fit each other. */
final class RandomExpressions {
    private static final Object[] SCALARS = {
        null,
        true,
        false,
        0L,
        1L,
        2L,
        -3L,
        7L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 53,
        0.5,
        1.0,
        -2.5,
        1e308,
        0.0,
        -0.0,
        9007199254740993.0,
        "",
        "a",
        "ab",
        "é",
        "😀",
        "b\"\\\n",
        Instant.EPOCH,
        Instant.parse("2024-01-01T00:00:00.5Z"),
        new byte[0],
        new byte[] {1, -1}
    };
    private static final String[] NAMES = {"a", "b", "c", "x y", "in", "old_val"};

    private final Random random;

    RandomExpressions(Random random) {
        this.random = random;
    }

    Object scalar() {
        return SCALARS[random.nextInt(SCALARS.length)];
    }

    String name() {
        return NAMES[random.nextInt(10) == 0 ? random.nextInt(NAMES.length) : random.nextInt(3)];
    }

    /** A plain value, nested at most so deep. */
    Object value(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        if (kind == 2) {
            List<Object> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(value(depth - 1));
            }
            return list;
        }
        return kind == 3 ? document(depth - 1) : scalar();
    }

    Map<String, Object> document(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(name(), value(depth));
        }
        return map;
    }

    Expression expression(int depth) {
        if (depth == 0 || random.nextInt(8) == 0) {
            return leaf();
        }
        Expression e = expression(depth - 1);
        return switch (random.nextInt(34)) {
            case 0 -> e.add(operand(depth));
            case 1 -> e.sub(operand(depth));
            case 2 -> e.mul(operand(depth));
            case 3 -> e.div(operand(depth));
            case 4 -> e.mod(operand(depth));
            case 5 -> e.eq(operand(depth));
            case 6 -> e.ne(operand(depth));
            case 7 -> e.lt(operand(depth));
            case 8 -> e.le(operand(depth));
            case 9 -> e.gt(operand(depth));
            case 10 -> e.ge(operand(depth));
            case 11 -> e.and(operand(depth));
            case 12 -> e.or(operand(depth));
            case 13 -> e.not();
            case 14 -> e.negate();
            case 32 -> Expressions.abs(e);
            case 15 -> Expressions.branch(e, operand(depth), operand(depth));
            case 16, 17 -> e.defaultTo(operand(depth));
            case 18 -> e.in(random.nextBoolean() ? list(depth) : operand(depth));
            case 19 -> e.contains(operand(depth));
            case 20 -> e.startsWith(operand(depth));
            case 21 -> e.endsWith(operand(depth));
            case 22 -> e.get(name());
            case 23 -> e.get(name()).exists();
            case 24 -> Expressions.array(list(depth).toArray());
            case 25 -> Expressions.object(fields(depth, false));
            case 26 -> e.merge(random.nextBoolean() ? fields(depth, true) : operand(depth));
            case 27 -> e.matches(pattern(depth));
            case 28 -> e.hasFields(name(), Map.of(name(), List.of(name(), name())));
            case 29, 30 -> e.nth(index(depth));
            case 31 -> e.nth(index(depth)).exists();
            default -> Expressions.row().merge(fields(depth, true));
        };
    }

    /** Of an element: often one that may be there, seldom one of a type that does not do. */
    private Object index(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> Expressions.row(name());
            case 1 -> expression(random.nextInt(depth)).mul(1);
            case 2 -> random.nextInt(7) - 3.0;
            default -> random.nextInt(5) - 2;
        };
    }

    private Expression leaf() {
        return switch (random.nextInt(9)) {
            case 0 -> Expressions.value(value(1));
            case 1, 2 -> Expressions.value(scalar());
            case 3 -> random.nextInt(4) == 0 ? Expressions.row() : Expressions.row(name(), name());
            case 4 -> random.nextInt(8) == 0 ? Expressions.error("oh") : Expressions.now();
            case 5 -> Expressions.row(name()).nth(random.nextInt(5) - 2);
            default -> Expressions.row(name());
        };
    }

    private Object operand(int depth) {
        return expression(random.nextInt(depth));
    }

    private List<Object> list(int depth) {
        Object[] list = new Object[random.nextInt(4)];
        for (int i = 0; i < list.length; i++) {
            list[i] = operand(depth);
        }
        return Arrays.asList(list);
    }

    private Map<String, Object> fields(int depth, boolean literals) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int kind = random.nextInt(8);
            Object value;
            if (literals && kind == 0) {
                value = random.nextBoolean() ? Expressions.literal() : Expressions.literal(operand(depth));
            } else if (kind < 3 && depth > 1) {
                value = fields(depth - 1, literals);
            } else {
                value = operand(depth);
            }
            fields.put(name(), value);
        }
        return fields;
    }

    private Map<String, Object> pattern(int depth) {
        Map<String, Object> pattern = fields(depth, false);
        for (Map.Entry<String, Object> entry : pattern.entrySet()) {
            if (random.nextInt(4) == 0 && !(entry.getValue() instanceof Map)) {
                entry.setValue(Expressions.literal(entry.getValue()));
            }
        }
        return pattern;
    }
}
