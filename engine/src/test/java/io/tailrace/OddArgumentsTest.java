package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.EngineException;
import io.tailrace.error.LimitException;
import io.tailrace.error.QueryException;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no user means to hand in, and somebody does: refused by the call, and the engine goes on. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddArgumentsTest {
    private final Tailrace engine = open();
    private final Table table = engine.table("t");

    private static Tailrace open() {
        return Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
    }

    @AfterEach
    void shouldGoOn() {
        assertThat(engine.isFailed()).isFalse();
        assertThat(table.upsert(7).commit().outcome()).isEqualTo(Outcome.INSERTED);
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "literal()",
                "literal(5)",
                "[literal(), row.x]",
                "{\"q\": literal()}",
                "!literal()",
                "row.x == literal()",
                "row.x == 1 ? literal() : row.y"
            })
    void shouldRefuseAnIndexOfAnExpressionThatCannotBePlanned(String text) {
        Expression expression = Expression.parse(text);
        long before = engine.lastSequence();
        assertThatThrownBy(() -> table.createIndex("i", expression))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("means nothing here, put literal() into the object of merge or matches");
        assertThatThrownBy(() -> table.createMultiIndex("i", expression)).isInstanceOf(QueryException.class);
        assertThat(engine.lastSequence()).isEqualTo(before);
        assertThat(table.indexes()).isEmpty();
    }

    private static Object nested(int levels) {
        Object value = 1;
        for (int i = 0; i < levels; i++) {
            value = i % 2 == 0 ? Map.of("x", value) : List.of(value);
        }
        return Map.of("x", value);
    }

    private static Object holdingItself(boolean list) {
        Map<String, Object> map = new HashMap<>();
        List<Object> elements = new ArrayList<>();
        elements.add(elements);
        map.put("x", list ? elements : map);
        return map;
    }

    private static Stream<Arguments> takers() {
        Map<String, BiConsumer<Table, Map<String, ?>>> takers = Map.of(
                "filter", Table::filter,
                "merge", (of, map) -> of.all().merge(map).read(),
                "upsert", (of, map) -> of.upsert(1).putAll(map),
                "update", (of, map) -> of.update(1).putAll(map),
                "put", (of, map) -> of.update(1).put("v", (Object) map),
                "literal", (of, map) -> of.update(1).literal("v", map),
                "nested literal", (of, map) -> of.update(1).putAll(Map.of("v", Literal.of(map))),
                "value", (of, map) -> Expressions.value(map));
        return takers.entrySet().stream()
                .flatMap(taker -> Stream.of(nested(5_000), nested(200), holdingItself(true), holdingItself(false))
                        .map(map -> Arguments.of(taker.getKey(), taker.getValue(), new Held(map))));
    }

    /** Without a text, which would be endless. */
    private record Held(Object map) {
        @Override
        public String toString() {
            return "a map";
        }
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("takers")
    @SuppressWarnings("unchecked")
    void shouldRefuseWhatIsNestedTooDeep(String name, BiConsumer<Table, Map<String, ?>> taker, Held held) {
        assertThatThrownBy(() -> taker.accept(table, (Map<String, ?>) held.map()))
                .as(name)
                .isInstanceOfAny(QueryException.class, LimitException.class, DocumentException.class)
                .hasMessageMatching("(?s).*(depth|nested).*");
    }

    @Test
    void shouldCountADocumentNestedTooDeepAsAnErrorOfACommand() {
        Map<String, Object> document = new HashMap<>(Map.of("id", 1));
        document.put("v", nested(5_000));
        assertThat(table.commands().insert(List.of(document)).errors()).isEqualTo(1);
        table.upsert(1).commit();
        assertThat(table.commands().update(1, Map.of("v", nested(5_000))).errors())
                .isEqualTo(1);
        assertThat(table.commands().updateAll(Map.of("v", nested(5_000))).errors())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldRefuseARangeOfJsonThatTheArrayDoesNotHold(int offset) {
        byte[] text = "{\"id\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int length : new int[] {1, -1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> table.upsert().json(text, offset, length))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageStartingWith("Range [" + offset + ", ");
        }
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void shouldInsertNothingWhereOneOfThemIsNoDocument() {
        List documents = Arrays.asList(Map.of("id", "first of these"), "no document");
        assertThatThrownBy(() -> table.commands().insert(documents))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("argument is no map: argument=documents[1] type=java.lang.String");
        documents.set(1, null);
        assertThatThrownBy(() -> table.commands().insert(documents))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("argument is null: argument=documents[1]");
        assertThat(table.exists("first of these")).isFalse();
    }

    @Test
    void shouldRefuseNullAmongOthers() {
        assertThatThrownBy(() -> table.commands().insert(Arrays.asList((Map<String, ?>) null)))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("argument is null: argument=documents[0] call=insert(documents)");
        assertThatThrownBy(() -> table.changes().union((io.tailrace.feed.Feed) null))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("argument is null: argument=others[0] call=union(others)");
        assertThatThrownBy(() -> table.upsert(1).commit((Ack) null)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> table.upsert(1).commit((Acknowledgement) null)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> engine.transaction().commit((Ack) null)).isInstanceOf(EngineException.class);
    }

    @Test
    void shouldNotWaitForTheWriteOfAnotherEngine() {
        try (Tailrace other = open()) {
            Ack ack = new Ack();
            other.table("t").upsert(1).commit(ack);
            assertThatThrownBy(() -> engine.await(ack))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("ack is of a write of another engine");
            assertThat(other.await(ack).outcome()).isEqualTo(Outcome.INSERTED);
            assertThat(engine.await(ack).outcome()).isEqualTo(Outcome.INSERTED);
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void shouldSayThatNothingIsToldOfAWriteThatIsOnlyReceived() {
        Ack ack = table.upsert(1).commit(Acknowledgement.RECEIVED);
        assertThat(ack).hasToString("received");
        assertThatThrownBy(() -> engine.await(ack))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("commit(RECEIVED) tells nothing more");
    }
}
