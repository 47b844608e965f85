package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocumentMergeTest {
    private final Fixture fixture = new Fixture();
    private final DocumentMerge merge = new DocumentMerge();

    @Test
    void shouldMergeObjectsFieldByFieldAndReplaceEverythingElse() {
        final Map<String, Object> patch = new LinkedHashMap<>();
        patch.put("list", List.of(2));
        patch.put("nothing", null);
        patch.put("object", Map.of("b", 2L, "deep", Map.of("y", 2L)));
        patch.put("scalar", Map.of("now", "object"));
        patch.put("wasObject", 5L);
        final Document old = fixture.encoded(Map.of(
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
        final Map<String, Object> expected = new LinkedHashMap<>(patch);
        expected.put("id", 1L);
        expected.put("list", List.of(2L));
        expected.put("object", Map.of("a", 1L, "b", 2L, "deep", Map.of("x", 1L, "y", 2L)));
        assertThat(merged(old, fixture.encoded(patch))).isEqualTo(expected);
    }

    @Test
    void shouldMergeRandomDocumentsAsMapsMerge() {
        final RandomValues values = new RandomValues(SeededRandom.forTest("merge"));
        final Fixture other = new Fixture();
        final ModelOrder model = new ModelOrder();
        for (int i = 0; i < 2_000; i++) {
            final Map<String, Object> old = values.document(3);
            final Map<String, Object> patch = values.document(3);
            final Document oldDocument = i % 2 == 0 ? fixture.encoded(old) : fixture.interned(old);
            final Document patchDocument = i % 3 == 0 ? other.interned(patch) : fixture.encoded(patch);
            final Map<String, Object> merged = merged(oldDocument, patchDocument);
            assertThat(model.compare(merged, mergedMaps(old, patch)))
                    .as("%s with %s", old, patch)
                    .isZero();
            assertThat(Fixture.bytes(fixture.copied())).isEqualTo(Fixture.bytes(fixture.encoded(merged)));
        }
    }

    private Map<String, Object> merged(final Document old, final Document patch) {
        merge.merge(old, patch, fixture.writer.reset());
        fixture.writer.finish();
        return fixture.copied().toMap();
    }

    private static Map<String, Object> mergedMaps(final Map<?, ?> old, final Map<?, ?> patch) {
        final Map<String, Object> merged = new LinkedHashMap<>();
        old.forEach((name, value) -> merged.put((String) name, value));
        patch.forEach((name, value) -> merged.put(
                (String) name,
                old.get(name) instanceof Map<?, ?> a && value instanceof Map<?, ?> b ? mergedMaps(a, b) : value));
        return merged;
    }
}
