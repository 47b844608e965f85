package io.tailrace.model;

import static io.tailrace.expression.Expressions.array;
import static io.tailrace.expression.Expressions.branch;
import static io.tailrace.expression.Expressions.not;
import static io.tailrace.expression.Expressions.object;
import static io.tailrace.expression.Expressions.row;
import static io.tailrace.model.Model.ABSENT;
import static io.tailrace.model.Model.FAILED;

import io.tailrace.Query;
import io.tailrace.expression.Expression;
import io.tailrace.query.FilterDefault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A transform twice: in plain Java, and for the engine.
 *
 * @param name which kind
 * @param model gives a value, ABSENT or FAILED
 * @param engine adds it to a query
 * @param isLast whether its result is no document, so that nothing can follow
 */
record Step(String name, UnaryOperator<Object> model, UnaryOperator<Query> engine, boolean isLast) {
    static final List<String> NAMES = List.of(
            "filter",
            "filterDefault",
            "filterLambda",
            "filterPattern",
            "map",
            "mapLambda",
            "mapScalar",
            "merge",
            "pluck",
            "pluckNested",
            "without",
            "hasFields",
            "withFields",
            "field");

    /** A predicate; the plain one gives true, false, ABSENT where something is missing, or FAILED. */
    private record Predicate(Function<Map<?, ?>, Object> plain, Expression expression) {}

    static Step random(String name, Random random) {
        return switch (name) {
            case "filter" -> filter(name, predicate(random), FilterDefault.SKIP);
            case "filterDefault" ->
                filter(name, predicate(random), random.nextBoolean() ? FilterDefault.ADMIT : FilterDefault.ERROR);
            case "filterLambda" -> {
                long least = random.nextInt(4);
                yield of(
                        name,
                        value -> ((Map<?, ?>) value).get("b") instanceof Number b && b.longValue() >= least
                                ? value
                                : ABSENT,
                        query -> query.filter(document -> document.longValue("b", -1) >= least));
            }
            case "filterPattern" -> pattern(name, random);
            case "mapLambda" ->
                of(
                        name,
                        value -> only((Map<?, ?>) value, "id", "b"),
                        query -> query.map((in, out) -> out.putAll(only(in.toMap(), "id", "b"))));
            case "map", "mapScalar" -> map(name, random);
            default -> selection(name, random);
        };
    }

    private static Step of(String name, UnaryOperator<Object> model, UnaryOperator<Query> engine) {
        return new Step(name, model, engine, false);
    }

    private static Step filter(String name, Predicate predicate, FilterDefault otherwise) {
        return of(
                name,
                value -> {
                    Object result = predicate.plain.apply((Map<?, ?>) value);
                    if (result == ABSENT) {
                        return otherwise == FilterDefault.SKIP
                                ? ABSENT
                                : otherwise == FilterDefault.ADMIT ? value : FAILED;
                    }
                    return result == FAILED ? FAILED : result.equals(true) ? value : ABSENT;
                },
                query -> query.filter(predicate.expression, otherwise));
    }

    private static Predicate predicate(Random random) {
        long c = random.nextInt(5);
        long d = random.nextInt(4);
        Object any = Documents.fieldValue("a", random);
        return switch (random.nextInt(8)) {
            case 0 -> new Predicate(doc -> compared(get(doc, "a"), order -> order > 0, c), row("a").gt(c));
            case 1 -> new Predicate(doc -> compared(get(doc, "a"), order -> order <= 0, any), row("a").le(any));
            case 2 ->
                new Predicate(
                        doc -> compared(get(doc, "n", "x"), order -> order == 0, d),
                        row("n", "x").eq(d));
            case 3 ->
                new Predicate(
                        doc -> compared(plus(get(doc, "a"), 1), order -> order > 0, c),
                        row("a").add(1).gt(c));
            case 4 ->
                new Predicate(
                        doc -> {
                            Object left = compared(get(doc, "a"), order -> order > 0, c);
                            return left.equals(false) ? compared(get(doc, "b"), order -> order == 0, d) : left;
                        },
                        row("a").gt(c).or(row("b").eq(d)));
            case 5 ->
                new Predicate(
                        doc -> compared(otherwise(get(doc, "a"), 0L), order -> order >= 0, c),
                        row("a").defaultTo(0).ge(c));
            case 6 ->
                new Predicate(
                        doc -> {
                            Object equal = compared(get(doc, "b"), order -> order == 0, d);
                            return equal instanceof Boolean flag ? (Object) !flag : equal;
                        },
                        not(row("b").eq(d)));
            default ->
                new Predicate(
                        doc -> {
                            Object left = compared(get(doc, "b"), order -> order > 0, d);
                            return left.equals(true) ? compared(get(doc, "a"), order -> order < 0, c) : left;
                        },
                        row("b").gt(d).and(row("a").lt(c)));
        };
    }

    private static Step pattern(String name, Random random) {
        long c = random.nextInt(4);
        if (random.nextBoolean()) {
            return filter(
                    name,
                    new Predicate(
                            doc -> compared(get(doc, "b"), order -> order == 0, c), row().matches(Map.of("b", c))),
                    FilterDefault.SKIP);
        }
        Predicate predicate = new Predicate(doc -> compared(get(doc, "n", "x"), order -> order == 0, c), row());
        return of(
                name,
                filter(name, predicate, FilterDefault.SKIP).model,
                query -> query.filter(Map.of("n", Map.of("x", c))));
    }

    private static Step map(String name, Random random) {
        int which = random.nextInt(3);
        if (name.equals("mapScalar")) {
            return switch (which) {
                case 0 ->
                    new Step(name, value -> strict(get((Map<?, ?>) value, "a")), query -> query.map(row("a")), true);
                case 1 ->
                    new Step(
                            name,
                            value -> otherwise(get((Map<?, ?>) value, "a"), "none"),
                            query -> query.map(row("a").defaultTo("none")),
                            true);
                default ->
                    new Step(
                            name,
                            value -> listOf(get((Map<?, ?>) value, "id"), otherwise(get((Map<?, ?>) value, "a"), 0L)),
                            query -> query.map(array(row("id"), row("a").defaultTo(0))),
                            true);
            };
        }
        return switch (which) {
            case 0 ->
                of(
                        name,
                        value -> {
                            Object a = get((Map<?, ?>) value, "a");
                            return doc("id", get((Map<?, ?>) value, "id"), "a", a);
                        },
                        query -> query.map(object(Map.of("id", row("id"), "a", row("a")))));
            case 1 ->
                of(
                        name,
                        value -> doc("b", otherwise(get((Map<?, ?>) value, "b"), 9L), "a", 3L),
                        query -> query.map(object(Map.of("b", row("b").defaultTo(9), "a", 3))));
            default ->
                of(
                        name,
                        value -> {
                            Object high = compared(otherwise(get((Map<?, ?>) value, "b"), 0L), order -> order > 0, 1L);
                            return doc("id", get((Map<?, ?>) value, "id"), "a", high.equals(true) ? "hi" : "lo");
                        },
                        query -> query.map(object(Map.of(
                                "id",
                                row("id"),
                                "a",
                                branch(row("b").defaultTo(0).gt(1), "hi", "lo")))));
        };
    }

    private static Step selection(String name, Random random) {
        boolean nested = random.nextBoolean();
        Map<String, Object> inner = Map.of("n", List.of("x"));
        return switch (name) {
            case "merge" ->
                of(
                        name,
                        value -> Values.merge(map(value), Map.of("z", 1L, "n", Map.of("x", 2L))),
                        query -> query.merge(Map.of("z", 1, "n", Map.of("x", 2))));
            case "pluck" ->
                nested
                        ? of(name, value -> only(map(value), "b"), query -> query.pluck("b"))
                        : of(name, value -> only(map(value), "id", "a"), query -> query.pluck("id", "a"));
            case "pluckNested" ->
                of(
                        name,
                        Step::plucked,
                        query -> query.pluck("id", Map.of("n", List.of("x"), "q", List.of("x", Map.of("y", "z")))));
            case "without" ->
                of(
                        name,
                        value -> {
                            Map<String, Object> rest = new LinkedHashMap<>(map(value));
                            rest.remove("a");
                            rest.computeIfPresent("n", (n, old) -> old instanceof Map<?, ?> m ? except(m, "x") : old);
                            return rest;
                        },
                        query -> query.without("a", inner));
            case "hasFields" ->
                of(
                        name,
                        value -> isThere(nested ? get(map(value), "n", "x") : get(map(value), "a")) ? value : ABSENT,
                        query -> nested ? query.hasFields(inner) : query.hasFields("a"));
            case "withFields" ->
                of(
                        name,
                        value -> isThere(get(map(value), "a")) && isThere(get(map(value), "id"))
                                ? only(map(value), "id", "a")
                                : ABSENT,
                        query -> query.withFields("id", "a"));
            case "field" ->
                new Step(
                        name,
                        value -> get(map(value), nested ? "b" : "a"),
                        query -> query.field(nested ? "b" : "a"),
                        true);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Object plucked(Object value) {
        Map<String, Object> result = only(map(value), "id");
        if (map(value).get("n") instanceof Map<?, ?> n) {
            result.put("n", only(n, "x"));
        }
        if (map(value).get("q") instanceof List<?> q) {
            List<Object> elements = new ArrayList<>();
            for (Object element : q) {
                Map<String, Object> some = only((Map<?, ?>) element, "x");
                if (((Map<?, ?>) element).get("y") instanceof Map<?, ?> y) {
                    some.put("y", only(y, "z"));
                }
                elements.add(some);
            }
            result.put("q", elements);
        }
        return result;
    }

    /** A field, or ABSENT where it is missing; a field of what is no object fails. */
    static Object get(Map<?, ?> document, String... path) {
        Object value = document;
        for (String name : path) {
            if (value == null) {
                return ABSENT;
            }
            if (!(value instanceof Map<?, ?> map)) {
                return FAILED;
            }
            if (!map.containsKey(name)) {
                return ABSENT;
            }
            value = map.get(name);
        }
        return value;
    }

    private static boolean isThere(Object value) {
        return value != ABSENT && value != FAILED && value != null;
    }

    private static Object strict(Object value) {
        return value == ABSENT ? FAILED : value;
    }

    private static Object otherwise(Object value, Object other) {
        return value == ABSENT || value == null ? other : value;
    }

    private static Object compared(Object value, java.util.function.IntPredicate test, Object other) {
        return value == ABSENT || value == FAILED ? value : (Object) test.test(Values.compare(value, other));
    }

    private static Object plus(Object value, long number) {
        if (value == ABSENT || value == null) {
            return ABSENT;
        }
        if (value instanceof Long whole) {
            return whole + number;
        }
        return value instanceof Double real ? (Object) (real + number) : FAILED;
    }

    /** The index of the sum: what cannot be added has no entry. */
    static Object sum(Map<?, ?> document) {
        Object sum = plus(get(document, "a"), 1);
        return sum == FAILED ? ABSENT : sum;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<String, Object> only(Map<?, ?> document, String... names) {
        Map<String, Object> some = new LinkedHashMap<>();
        for (String name : names) {
            if (document.containsKey(name)) {
                some.put(name, document.get(name));
            }
        }
        return some;
    }

    private static Map<Object, Object> except(Map<?, ?> document, String name) {
        Map<Object, Object> rest = new LinkedHashMap<>(document);
        rest.remove(name);
        return rest;
    }

    private static Object doc(String first, Object a, String second, Object b) {
        if (a == ABSENT || b == ABSENT) {
            return FAILED;
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(first, a);
        document.put(second, b);
        return document;
    }

    private static Object listOf(Object a, Object b) {
        if (a == ABSENT || b == ABSENT) {
            return FAILED;
        }
        List<Object> list = new ArrayList<>();
        list.add(a);
        list.add(b);
        return list;
    }
}
