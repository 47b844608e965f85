package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FieldSelectorTest {
    private static final String[] NAMES = {"a", "b", "c", "d"};

    private final Fixture fixture = new Fixture();
    private final Fixture other = new Fixture();
    private final ModelOrder order = new ModelOrder();

    @Test
    void shouldPluckNestedFieldsAndLeaveMissingOnesOut() {
        Document document = fixture.encoded(Map.of(
                "id", 1L, "a", Map.of("b", 2L, "c", Map.of("d", 3L, "e", 4L)), "s", 5L, "none", Map.of("x", 1L)));
        assertThat(plucked(document, "id", Map.of("a", List.of("b", Map.of("c", "d"))), Map.of("s", "t"), "missing"))
                .isEqualTo(Map.of("id", 1L, "a", Map.of("b", 2L, "c", Map.of("d", 3L))));
        assertThat(plucked(document, Map.of("none", "y"), Map.of("a", Map.of("b", "deep"))))
                .isEqualTo(Map.of("none", Map.of(), "a", Map.of()));
    }

    @Test
    void shouldGoOnInArraysOfObjectsOnly() {
        Document document = fixture.encoded(Map.of(
                "notes", List.of(Map.of("from", "a", "s", 1L), Map.of("s", 2L)),
                "empty", List.of(),
                "mixed", List.of(Map.of("from", "a"), 5L),
                "lists", List.of(List.of(Map.of("from", "a")))));
        assertThat(plucked(
                        document,
                        Map.of("notes", "from"),
                        Map.of("empty", "from"),
                        Map.of("mixed", "from"),
                        Map.of("lists", "from")))
                .isEqualTo(Map.of("notes", List.of(Map.of("from", "a"), Map.of()), "empty", List.of()));
        assertThat(left(document, "empty", "lists", Map.of("notes", "s"), Map.of("mixed", "from")))
                .isEqualTo(Map.of(
                        "notes", List.of(Map.of("from", "a"), Map.of()), "mixed", List.of(Map.of("from", "a"), 5L)));
    }

    @Test
    void shouldTakeTheLargerOfOverlappingPaths() {
        Document document = fixture.encoded(Map.of("a", Map.of("b", 1L, "c", 2L), "d", 1L));
        FieldSelection both = FieldSelection.of(Map.of("a", List.of("b")), "a");
        assertThat(plucked(document, both)).isEqualTo(Map.of("a", Map.of("b", 1L, "c", 2L)));
        assertThat(left(document, both)).isEqualTo(Map.of("d", 1L));
        assertThat(hasFields(document, both)).isTrue();
        assertThat(hasFields(fixture.encoded(Map.of("a", 1)), both)).isFalse();
    }

    @Test
    void shouldSayWhetherFieldsAreThereAndNotNull() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", Map.of("b", Collections.singletonMap("c", null)));
        map.put("n", null);
        map.put("list", List.of(Map.of("b", 1)));
        Document document = fixture.encoded(map);
        assertThat(hasFields(document, "a", "list")).isTrue();
        assertThat(hasFields(document, Map.of("a", "b"))).isTrue();
        assertThat(hasFields(document, Map.of("a", Map.of("b", "c")))).isFalse();
        assertThat(hasFields(document, "n")).isFalse();
        assertThat(hasFields(document, Map.of("n", "x"))).isFalse();
        assertThat(hasFields(document, "a", "missing")).isFalse();
        assertThat(hasFields(document, Map.of("list", "b"))).isFalse();
    }

    @Test
    void shouldSelectInRandomDocumentsAsTheModelDoes() {
        Random random = Seeds.random(FieldSelectorTest.class);
        int equal = 0;
        for (int i = 0; i < 5_000; i++) {
            Map<String, Object> mapA = map(random, 3);
            Map<String, Object> mapB = random.nextInt(3) > 0 ? changed(random, mapA) : map(random, 3);
            Document a = document(random, mapA);
            Document b = document(random, mapB);
            List<Object> paths = paths(random, 2);
            FieldSelector selector = new FieldSelector(fixture.dictionary, FieldSelection.of(paths));
            assertSame(plucked(a, paths), (Map<?, ?>) ModelSelection.pluck(mapA, paths), mapA, paths);
            assertSame(left(a, paths), (Map<?, ?>) ModelSelection.without(mapA, paths), mapA, paths);
            assertThat(selector.hasFields(a))
                    .as("%s in %s", paths, mapA)
                    .isEqualTo(ModelSelection.hasFields(mapA, paths));
            boolean expected = order.compare(ModelSelection.pluck(mapA, paths), ModelSelection.pluck(mapB, paths)) == 0;
            assertThat(selector.equal(a, b))
                    .as("%s in %s and %s", paths, mapA, mapB)
                    .isEqualTo(expected);
            assertThat(selector.equal(b, a)).isEqualTo(expected);
            equal += expected ? 1 : 0;
        }
        assertThat(equal).isBetween(500, 4_500);
    }

    private Document document(Random random, Map<String, Object> map) {
        Fixture from = random.nextInt(4) > 0 ? fixture : other;
        return random.nextBoolean() ? from.encoded(map) : from.interned(map);
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (random.nextInt(4) > 0) {
                map.put(name, value(random, depth));
            }
        }
        return map;
    }

    private static Object value(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 8 : 4);
        if (kind < 3) {
            return kind == 0 ? null : kind == 1 ? (Object) random.nextInt(3) : "text" + random.nextInt(2);
        }
        if (kind == 3) {
            return random.nextInt(3) * 0.5;
        }
        if (kind < 6) {
            return map(random, depth - 1);
        }
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(random.nextInt(6) > 0 ? map(random, depth - 1) : value(random, depth - 1));
        }
        return list;
    }

    /** The same with one field given another value, at some depth. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> changed(Random random, Map<String, Object> map) {
        Map<String, Object> changed = new LinkedHashMap<>(map);
        String name = NAMES[random.nextInt(NAMES.length)];
        Object old = map.get(name);
        if (old instanceof Map<?, ?> inner && random.nextInt(3) > 0) {
            changed.put(name, changed(random, (Map<String, Object>) inner));
        } else if (random.nextInt(3) > 0) {
            changed.put(name, value(random, 1));
        } else {
            changed.remove(name);
        }
        return changed;
    }

    private static List<Object> paths(Random random, int depth) {
        List<Object> paths = new ArrayList<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            String name = NAMES[random.nextInt(NAMES.length)];
            if (depth > 0 && random.nextBoolean()) {
                paths.add(Map.of(name, random.nextInt(4) > 0 ? paths(random, depth - 1) : true));
            } else {
                paths.add(name);
            }
        }
        return paths;
    }

    private void assertSame(Map<?, ?> found, Map<?, ?> expected, Object map, Object paths) {
        assertThat(order.compare(found, expected))
                .as("%s of %s is %s", paths, map, found)
                .isZero();
    }

    private Map<String, Object> plucked(Document document, Object... paths) {
        FieldSelector selector = new FieldSelector(fixture.dictionary, FieldSelection.of(paths));
        selector.pluck(document, fixture.writer.reset());
        fixture.writer.finish();
        return fixture.copied().toMap();
    }

    private Map<String, Object> left(Document document, Object... paths) {
        FieldSelector selector = new FieldSelector(fixture.dictionary, FieldSelection.of(paths));
        selector.without(document, fixture.writer.reset());
        fixture.writer.finish();
        return fixture.copied().toMap();
    }

    private boolean hasFields(Document document, Object... paths) {
        return new FieldSelector(fixture.dictionary, FieldSelection.of(paths)).hasFields(document);
    }

    /** Selections said again on boxed values, path by path. */
    private static final class ModelSelection {
        private static final Object NOTHING = new Object();

        static Object pluck(Object value, Object path) {
            if (value instanceof List<?> list) {
                return each(list, element -> element instanceof Map<?, ?> ? pluck(element, path) : NOTHING);
            }
            if (!(value instanceof Map<?, ?> map)) {
                return NOTHING;
            }
            Map<String, Object> result = new LinkedHashMap<>();
            for (Object[] step : steps(path)) {
                String name = (String) step[0];
                if (map.containsKey(name)) {
                    Object inner = step[1] == null ? map.get(name) : pluck(map.get(name), step[1]);
                    if (inner != NOTHING) {
                        result.merge(name, inner == null ? NOTHING : inner, ModelSelection::union);
                    }
                }
            }
            result.replaceAll((name, inner) -> inner == NOTHING ? null : inner);
            return result;
        }

        /** Of two parts of one value, all that is in either. */
        private static Object union(Object a, Object b) {
            if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
                Map<String, Object> result = new LinkedHashMap<>();
                left.forEach((name, value) -> result.put((String) name, value));
                right.forEach((name, value) ->
                        result.put((String) name, left.containsKey(name) ? union(left.get(name), value) : value));
                return result;
            }
            if (a instanceof List<?> left && b instanceof List<?> right) {
                List<Object> result = new ArrayList<>();
                for (int i = 0; i < left.size(); i++) {
                    result.add(union(left.get(i), right.get(i)));
                }
                return result;
            }
            return a;
        }

        static Object without(Object value, Object path) {
            if (value instanceof List<?> list) {
                Object result = each(list, element -> element instanceof Map<?, ?> ? without(element, path) : NOTHING);
                return result == NOTHING ? value : result;
            }
            if (!(value instanceof Map<?, ?> map)) {
                return value;
            }
            Map<String, Object> result = new LinkedHashMap<>();
            map.forEach((name, inner) -> result.put((String) name, inner));
            for (Object[] step : steps(path)) {
                String name = (String) step[0];
                if (step[1] == null) {
                    result.remove(name);
                } else if (result.containsKey(name)) {
                    result.put(name, without(result.get(name), step[1]));
                }
            }
            return result;
        }

        static boolean hasFields(Object value, Object path) {
            for (Object[] step : steps(path)) {
                Object inner = value instanceof Map<?, ?> map ? map.get(step[0]) : null;
                if (inner == null || step[1] != null && !hasFields(inner, step[1])) {
                    return false;
                }
            }
            return true;
        }

        private static Object each(List<?> list, java.util.function.UnaryOperator<Object> of) {
            List<Object> result = new ArrayList<>();
            for (Object element : list) {
                result.add(of.apply(element));
            }
            return result.contains(NOTHING) ? NOTHING : result;
        }

        /** Pairs of a name and what is meant inside it, null for the whole. */
        private static List<Object[]> steps(Object path) {
            List<Object[]> steps = new ArrayList<>();
            if (path instanceof List<?> list) {
                list.forEach(inner -> steps.addAll(steps(inner)));
            } else if (path instanceof Map<?, ?> map) {
                map.forEach((name, inner) -> steps.add(new Object[] {name, Boolean.TRUE.equals(inner) ? null : inner}));
            } else {
                steps.add(new Object[] {path, null});
            }
            return steps;
        }
    }
}
