package io.tailrace.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.error.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which keys an index has for a document. */
class IndexKeysTest {
    private final EvaluationRig rig = new EvaluationRig();

    @Test
    void shouldGiveOneKeyForAPlainIndex() {
        IndexKeys keys = keys("row.a", false);
        assertThat(of(keys, "{\"a\": 1}")).containsExactly(key(1));
        assertThat(of(keys, "{\"a\": \"x\"}")).containsExactly(key("x"));
        assertThat(of(keys, "{\"a\": true}")).containsExactly(key(true));
        assertThat(of(keys, "{\"a\": [1, [\"x\"]]}")).containsExactly(key(List.of(1, List.of("x"))));
        assertThat(of(keys, "{\"a\": []}")).containsExactly(key(List.of()));
        assertThat(of(keys, "{\"a\": [1, null]}")).containsExactly(key(Arrays.asList(1, null)));
    }

    @Test
    void shouldGiveNoKeyForWhatCannotBeListed() {
        IndexKeys keys = keys("row.a", false);
        assertThat(of(keys, "{\"b\": 1}")).isEmpty();
        assertThat(of(keys, "{\"a\": null}")).isEmpty();
        assertThat(of(keys, "{\"a\": {\"b\": 1}}")).isEmpty();
        assertThat(of(keys, "{\"a\": [1, {\"b\": 1}]}")).isEmpty();
        assertThat(of(keys("row.a + 1", false), "{\"a\": \"x\"}")).isEmpty();
        assertThat(of(keys("error(\"no\")", false), "{\"a\": \"x\"}")).isEmpty();
    }

    @Test
    void shouldGiveACompoundKey() {
        IndexKeys keys = keys("[row.last, row.first]", false);
        assertThat(of(keys, "{\"first\": \"Ada\", \"last\": \"Lovelace\"}"))
                .containsExactly(key(List.of("Lovelace", "Ada")));
        assertThat(of(keys, "{\"first\": \"Ada\"}")).isEmpty();
    }

    @Test
    void shouldGiveAnElementAsKey() {
        IndexKeys last = keys("row.ft[-1]", false);
        assertThat(of(last, "{\"ft\": [3, 1, 2]}")).containsExactly(key(2));
        assertThat(of(last, "{\"ft\": [3]}")).containsExactly(key(3));
        assertThat(of(last, "{\"ft\": [3, {}]}")).isEmpty();
        assertThat(of(last, "{\"ft\": [3, null]}")).isEmpty();
        assertThat(of(last, "{\"ft\": []}")).isEmpty();
        assertThat(of(last, "{\"ft\": 3}")).isEmpty();
        assertThat(of(last, "{\"ft\": null}")).isEmpty();
        assertThat(of(last, "{}")).isEmpty();
        assertThat(of(keys("row.a[1].b", true), "{\"a\": [0, {\"b\": [7, 8]}]}"))
                .containsExactly(key(7), key(8));
        assertThat(of(keys("[row.ft[0], row.id]", false), "{\"id\": \"x\", \"ft\": [5]}"))
                .containsExactly(key(List.of(5, "x")));
    }

    @Test
    void shouldGiveAKeyForEachElementOfAMultiIndex() {
        IndexKeys keys = keys("row.tags", true);
        assertThat(of(keys, "{\"tags\": [\"b\", \"a\", \"b\"]}")).containsExactly(key("b"), key("a"), key("b"));
        assertThat(of(keys, "{\"tags\": [\"b\", null, {\"x\": 1}, [1, {}], [2]]}"))
                .containsExactly(key("b"), key(List.of(2)));
        assertThat(of(keys, "{\"tags\": \"x\"}")).containsExactly(key("x"));
        assertThat(of(keys, "{\"tags\": []}")).isEmpty();
        assertThat(of(keys, "{\"tags\": null}")).isEmpty();
        assertThat(of(keys, "{\"tags\": {}}")).isEmpty();
        assertThat(of(keys, "{}")).isEmpty();
    }

    @Test
    void shouldGiveWholeKeysHoweverLongAndMany() {
        List<Object> tags = new ArrayList<>(Collections.nCopies(3_000, 7));
        tags.add("x".repeat(9_000));
        String json = "[" + "7,".repeat(3_000) + "\"" + "x".repeat(9_000) + "\"]";
        List<String> keys = of(keys("row.tags", true), "{\"tags\": " + json + "}");
        assertThat(keys).isEqualTo(tags.stream().map(IndexKeysTest::key).toList());
        assertThat(of(keys("row.tags", false), "{\"tags\": " + json + "}")).containsExactly(key(tags));
    }

    @Test
    void shouldRefuseWhatChangesByItself() {
        assertThatThrownBy(() -> keys("random()", false))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("random()");
        assertThatThrownBy(() -> keys("row.t < now()", false)).isInstanceOf(QueryException.class);
    }

    private IndexKeys keys(String expression, boolean multi) {
        return new IndexKeys(Expression.parse(expression), multi, rig.dictionary);
    }

    private List<String> of(IndexKeys keys, String json) {
        int count = keys.of(rig.document(json));
        assertThat(keys.count()).isEqualTo(count);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    byte[] bytes = new byte[keys.length(i)];
                    keys.buffer().getBytes(keys.offset(i), bytes);
                    return Arrays.toString(bytes);
                })
                .toList();
    }

    private static String key(Object key) {
        return Arrays.toString(IndexKeyEncoder.bound(key));
    }
}
