package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocumentMergeTest {
    private static final Map<String, Object> REMOVAL = Map.of("$reql_type$", "LITERAL");

    private final Fixture fixture = new Fixture();
    private final DocumentMerge merge = new DocumentMerge();

    @Test
    void shouldMergeObjectsFieldByFieldAndReplaceEverythingElse() {
        Map<String, Object> patch = new LinkedHashMap<>();
        patch.put("list", List.of(2));
        patch.put("nothing", null);
        patch.put("object", Map.of("b", 2L, "deep", Map.of("y", 2L)));
        patch.put("scalar", Map.of("now", "object"));
        patch.put("wasObject", 5L);
        Document old = fixture.encoded(Map.of(
                "id",
                1L,
                "list",
                List.of(1, 1),
                "nothing",
                7,
                "object",
                Map.of("a", 1L, "b", 1L, "deep", Map.of("x", 1L)),
                "scalar",
                1,
                "wasObject",
                Map.of()));
        Map<String, Object> expected = new LinkedHashMap<>(patch);
        expected.put("id", 1L);
        expected.put("list", List.of(2L));
        expected.put("object", Map.of("a", 1L, "b", 2L, "deep", Map.of("x", 1L, "y", 2L)));
        assertThat(merged(old, fixture.encoded(patch))).isEqualTo(expected);
    }

    @Test
    void shouldMergeRandomDocumentsAsMapsMerge() {
        RandomValues values = new RandomValues(Seeds.random(DocumentMergeTest.class));
        Fixture other = new Fixture();
        ModelOrder model = new ModelOrder();
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> old = values.document(3);
            Map<String, Object> patch = values.document(3);
            Document oldDocument = i % 2 == 0 ? fixture.encoded(old) : fixture.interned(old);
            Document patchDocument = i % 3 == 0 ? other.interned(patch) : fixture.encoded(patch);
            Map<String, Object> merged = merged(oldDocument, patchDocument);
            assertThat(model.compare(merged, mergedMaps(old, patch)))
                    .as("%s with %s", old, patch)
                    .isZero();
            assertThat(Fixture.bytes(fixture.copied())).isEqualTo(Fixture.bytes(fixture.encoded(merged)));
        }
    }

    @Test
    void shouldReplaceAndTakeOutByLiterals() {
        Document old = fixture.encoded(Map.of("id", 1L, "a", Map.of("b", 1L, "c", 2L), "d", Map.of("e", 3L)));
        assertThat(merged(old, patch(Map.of("a", literal(Map.of("x", 9L))))))
                .isEqualTo(Map.of("id", 1L, "a", Map.of("x", 9L), "d", Map.of("e", 3L)));
        assertThat(merged(old, patch(Map.of("a", Map.of("b", REMOVAL), "d", REMOVAL, "absent", REMOVAL))))
                .isEqualTo(Map.of("id", 1L, "a", Map.of("c", 2L)));
        assertThat(merged(old, patch(Map.of("d", literal(null)))).get("d")).isNull();
    }

    @Test
    void shouldStoreNoLiteralWhereNothingIsMerged() {
        Document old = fixture.encoded(Map.of("id", 1L));
        Map<String, Object> patch = Map.of(
                "new", Map.of("x", literal(List.of(1L)), "y", REMOVAL, "z", 2L),
                "id", Map.of("deep", Map.of("v", literal(literal(Map.of("w", REMOVAL))))),
                "list", List.of(literal(1L), REMOVAL, Map.of("a", literal(2L))));
        assertThat(merged(old, patch(patch)))
                .isEqualTo(Map.of(
                        "new", Map.of("x", List.of(1L), "z", 2L),
                        "id", Map.of("deep", Map.of("v", Map.of())),
                        "list", List.of(1L, Map.of("a", 2L))));
    }

    @Test
    void shouldFindLiteralsHoweverDeep() {
        for (Object value : List.of(REMOVAL, literal(1), Map.of("x", literal(1)), List.of(1, List.of(REMOVAL)))) {
            assertThat(DocumentMerge.hasLiteral(patch(Map.of("id", 1, "v", value))))
                    .isTrue();
            assertThat(DocumentMerge.hasLiteral(fixture.interned(Map.of("id", 1, "v", value))))
                    .isTrue();
        }
        Map<String, Object> none = Map.of(
                "type", Map.of("$reql_type$", "OTHER"),
                "number", Map.of("$reql_type$", 5),
                "more", Map.of("$reql_type$", "LITERAL", "value", 1, "x", 2),
                "name", Map.of("$reql_type$", "LITERAL", "worth", 1),
                "plain", Map.of("value", "LITERAL"),
                "list", List.of("LITERAL", Map.of()));
        assertThat(DocumentMerge.hasLiteral(patch(none))).isFalse();
        assertThat(DocumentMerge.hasLiteral(fixture.interned(none))).isFalse();
        assertThat(DocumentMerge.hasLiteral(new Document(fixture.dictionary))).isFalse();
    }

    @Test
    void shouldMergeRandomLiteralsAsMapsMerge() {
        Random random = Seeds.random(DocumentMergeTest.class);
        RandomValues values = new RandomValues(random);
        Fixture other = new Fixture();
        ModelOrder model = new ModelOrder();
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> old = values.document(3);
            Map<String, Object> patch = new LinkedHashMap<>();
            values.document(3).forEach((name, value) -> patch.put(name, sprinkled(random, value)));
            old.keySet().forEach(name -> {
                if (random.nextInt(3) == 0) {
                    patch.put(name, sprinkled(random, values.value(2)));
                }
            });
            Document patchDocument = i % 3 == 0 ? other.interned(patch) : fixture.encoded(patch);
            Map<String, Object> merged = merged(fixture.interned(old), patchDocument);
            assertThat(model.compare(merged, mergedMaps(old, patch)))
                    .as("%s with %s", old, patch)
                    .isZero();
            assertThat(DocumentMerge.hasLiteral(fixture.copied())).isFalse();
        }
    }

    /** A value with literals here and there, not one inside another. */
    private static Object sprinkled(Random random, Object value) {
        if (random.nextInt(4) == 0) {
            return random.nextBoolean() ? REMOVAL : literal(value);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> result = new LinkedHashMap<>();
            map.forEach((name, inner) -> result.put((String) name, sprinkled(random, inner)));
            return result;
        }
        return value;
    }

    private static Map<String, Object> literal(Object value) {
        Map<String, Object> literal = new LinkedHashMap<>(REMOVAL);
        literal.put("value", value);
        return literal;
    }

    private Document patch(Map<String, Object> patch) {
        return fixture.encoded(patch);
    }

    private Map<String, Object> merged(Document old, Document patch) {
        merge.merge(old, patch, fixture.writer.reset());
        fixture.writer.finish();
        return fixture.copied().toMap();
    }

    private static Map<String, Object> mergedMaps(Map<?, ?> old, Map<?, ?> patch) {
        Map<String, Object> merged = new LinkedHashMap<>();
        old.forEach((name, value) -> merged.put((String) name, value));
        patch.forEach((key, value) -> {
            String name = (String) key;
            if (REMOVAL.equals(value)) {
                merged.remove(name);
            } else if (isLiteral(value)) {
                merged.put(name, ((Map<?, ?>) value).get("value"));
            } else if (value instanceof Map<?, ?> inner) {
                merged.put(name, mergedMaps(old.get(name) instanceof Map<?, ?> a ? a : Map.of(), inner));
            } else {
                merged.put(name, value);
            }
        });
        return merged;
    }

    private static boolean isLiteral(Object value) {
        return value instanceof Map<?, ?> map && "LITERAL".equals(map.get("$reql_type$"));
    }
}
