package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.UnknownTableException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class CommandsTest {
    private final Tailrace engine =
            Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
    private final Table table = engine.table("t");

    @AfterEach
    void close() {
        engine.close();
    }

    private String stored(Object key) {
        List<String> found = new ArrayList<>();
        table.read(key, (document, version) -> found.add(document.toString()));
        return found.isEmpty() ? null : found.get(0);
    }

    private static String counts(WriteResult result) {
        return "i" + result.inserted() + " r" + result.replaced() + " u" + result.unchanged() + " d" + result.deleted()
                + " s" + result.skipped() + " e" + result.errors();
    }

    private Commands commands(ReturnChanges which) {
        return table.commands().returnChanges(which);
    }

    private interface Command {
        WriteResult on(Commands commands);
    }

    /** On a table that holds {id: 1, a: 1, o: {x: 1, y: 2}}: the command, its counts, document 1 after, first error. */
    private record Row(String name, Command command, String counts, String after, String error) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String WHOLE = "{\"a\":1,\"id\":1,\"o\":{\"x\":1,\"y\":2}}";

    private static Row row(String name, Command command, String counts, String after, String error) {
        return new Row(name, command, counts, after, error);
    }

    private static Map<String, Object> withNull(String name) {
        Map<String, Object> map = new HashMap<>();
        map.put(name, null);
        return map;
    }

    static Stream<Row> rows() {
        Map<String, Object> taken = Map.of("id", 1, "b", 2);
        return Stream.of(
                row("insert", c -> c.insert(List.of(Map.of("id", 2))), "i1 r0 u0 d0 s0 e0", WHOLE, null),
                row(
                        "insert of a key that is taken",
                        c -> c.insert(List.of(taken)),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Duplicate primary key `id`"),
                row(
                        "insert that replaces",
                        c -> c.conflict(Conflict.REPLACE).insert(List.of(taken)),
                        "i0 r1 u0 d0 s0 e0",
                        "{\"b\":2,\"id\":1}",
                        null),
                row(
                        "insert that merges",
                        c -> c.conflict(Conflict.UPDATE).insert(List.of(Map.of("id", 1.0, "o", Map.of("z", 3)))),
                        "i0 r1 u0 d0 s0 e0",
                        "{\"a\":1,\"id\":1,\"o\":{\"x\":1,\"y\":2,\"z\":3}}",
                        null),
                row(
                        "insert whose function stores",
                        c -> c.conflict((key, oldVal, newVal) -> Map.of("id", key, "sum", oldVal.get("a")))
                                .insert(List.of(taken)),
                        "i0 r1 u0 d0 s0 e0",
                        "{\"id\":1,\"sum\":1}",
                        null),
                row(
                        "insert whose function deletes",
                        c -> c.conflict((key, oldVal, newVal) -> null).insert(List.of(taken)),
                        "i0 r0 u0 d1 s0 e0",
                        null,
                        null),
                row(
                        "insert whose function keeps",
                        c -> c.conflict((key, oldVal, newVal) -> oldVal).insert(List.of(taken)),
                        "i0 r0 u1 d0 s0 e0",
                        WHOLE,
                        null),
                row(
                        "insert whose function loses the key",
                        c -> c.conflict((key, oldVal, newVal) -> Map.of("b", 1)).insert(List.of(taken)),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Inserted object must have primary key `id`"),
                row(
                        "insert of the same key twice",
                        c -> c.insert(List.of(Map.of("id", 2, "n", 1), Map.of("id", 2, "n", 2))),
                        "i1 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Duplicate primary key `id`"),
                row(
                        "insert with a long key among good ones",
                        c -> c.insert(List.of(Map.of("id", 2), Map.of("id", "k".repeat(128)), Map.of("id", 3))),
                        "i2 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Primary key too long (max 127 characters)"),
                row(
                        "insert with null for a key",
                        c -> c.insert(List.of(withNull("id"))),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "NULL"),
                row(
                        "insert with a literal",
                        c -> c.insert(List.of(Map.of("id", 2, "a", Literal.of(1)))),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Literal"),
                row(
                        "update",
                        c -> c.update(1, Map.of("o", Map.of("x", 5), "n", List.of(1))),
                        "i0 r1 u0 d0 s0 e0",
                        "{\"a\":1,\"id\":1,\"n\":[1],\"o\":{\"x\":5,\"y\":2}}",
                        null),
                row(
                        "update with null as a value",
                        c -> c.update(1, withNull("o")),
                        "i0 r1 u0 d0 s0 e0",
                        "{\"a\":1,\"id\":1,\"o\":null}",
                        null),
                row(
                        "update with literals",
                        c -> c.update(1, Map.of("o", Literal.of(Map.of("z", 1)), "a", Literal.none())),
                        "i0 r1 u0 d0 s0 e0",
                        "{\"id\":1,\"o\":{\"z\":1}}",
                        null),
                row(
                        "update with a literal inside",
                        c -> c.update(1, Map.of("o", Map.of("x", Literal.none(), "w", Literal.none()))),
                        "i0 r1 u0 d0 s0 e0",
                        "{\"a\":1,\"id\":1,\"o\":{\"y\":2}}",
                        null),
                row(
                        "update that takes the key out",
                        c -> c.update(1, Map.of("id", Literal.none())),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Inserted object must have primary key `id`"),
                row(
                        "update with a literal in an array",
                        c -> c.update(1, Map.of("o", List.of(Literal.of(1)))),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Literal"),
                row("update to the same", c -> c.update(1, Map.of("a", 1.0)), "i0 r0 u1 d0 s0 e0", WHOLE, null),
                row("update of nothing", c -> c.update(9, Map.of("a", 1)), "i0 r0 u0 d0 s1 e0", WHOLE, null),
                row(
                        "update of nothing with another key",
                        c -> c.update(9, Map.of("id", 1)),
                        "i0 r0 u0 d0 s1 e0",
                        WHOLE,
                        null),
                row("update with its key", c -> c.update(1, Map.of("id", 1, "a", 1)), "i0 r0 u1 d0 s0 e0", WHOLE, null),
                row(
                        "update of the key",
                        c -> c.update(1, Map.of("id", 2, "d", 1)),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Primary key `id` cannot be changed"),
                row(
                        "replace",
                        c -> c.replace(1, Map.of("id", 1, "z", 1)),
                        "i0 r1 u0 d0 s0 e0",
                        "{\"id\":1,\"z\":1}",
                        null),
                row("replace of nothing", c -> c.replace(9, Map.of("id", 9)), "i1 r0 u0 d0 s0 e0", WHOLE, null),
                row("replace with nothing", c -> c.replace(1, null), "i0 r0 u0 d1 s0 e0", null, null),
                row("replace of nothing with nothing", c -> c.replace(9, null), "i0 r0 u0 d0 s1 e0", WHOLE, null),
                row(
                        "replace without the key",
                        c -> c.replace(1, Map.of("a", 1)),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Inserted object must have primary key `id`"),
                row(
                        "replace with another key",
                        c -> c.replace(1, Map.of("id", 2)),
                        "i0 r0 u0 d0 s0 e1",
                        WHOLE,
                        "Primary key `id` cannot be changed"),
                row("delete", c -> c.delete(1), "i0 r0 u0 d1 s0 e0", null, null),
                row("delete of nothing", c -> c.delete(9), "i0 r0 u0 d0 s1 e0", WHOLE, null));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldCountAndStore(Row row) {
        for (ReturnChanges which : ReturnChanges.values()) {
            table.commands().deleteAll();
            table.upsert(1).json("{\"a\":1,\"o\":{\"x\":1,\"y\":2}}").commit();
            long before = engine.lastSequence();
            WriteResult result = row.command().on(commands(which));
            assertThat(counts(result)).as(which.name()).isEqualTo(row.counts());
            assertThat(stored(1)).as(which.name()).isEqualTo(row.after());
            assertThat(result.sequence()).isEqualTo(engine.lastSequence());
            assertThat(engine.lastSequence() - before)
                    .isEqualTo(result.inserted() + result.replaced() + result.deleted());
            if (row.error() == null) {
                assertThat(result.firstError()).isNull();
            } else {
                assertThat(result.firstError()).contains(row.error());
            }
            if (which == ReturnChanges.NO) {
                assertThat(result.changes()).isNull();
            } else {
                long changed = result.inserted() + result.replaced() + result.deleted();
                long all = changed + result.unchanged() + result.skipped() + result.errors();
                assertThat(result.changes()).hasSize((int) (which == ReturnChanges.YES ? changed : all));
            }
        }
    }

    @Test
    void shouldReturnWhatFailedAndWhatStayedWithTheStoredDocumentOnBothSides() {
        Map<String, Object> stored = Map.of("id", 666L);
        WriteResult inserts = commands(ReturnChanges.ALWAYS).insert(List.of(Map.of("id", 666), Map.of("id", 666)));
        assertThat(inserts.changes().get(0)).isEqualTo(new WriteResult.Returned(null, stored, null));
        WriteResult.Returned failed = inserts.changes().get(1);
        assertThat(failed.oldVal()).isEqualTo(stored);
        assertThat(failed.newVal()).isEqualTo(stored);
        assertThat(failed.error()).contains("Duplicate primary key `id`");
        assertThat(commands(ReturnChanges.ALWAYS).update(666, Map.of("id", 666)).changes())
                .containsExactly(new WriteResult.Returned(stored, stored, null));
        assertThat(commands(ReturnChanges.YES).delete(666).changes())
                .containsExactly(new WriteResult.Returned(stored, null, null));
    }

    @ParameterizedTest
    @EnumSource(ReturnChanges.class)
    void shouldMakeKeysForDocumentsWithoutOneInTheirOrder(ReturnChanges which) {
        WriteResult result = commands(which).insert(Arrays.asList(Map.of("n", 1), Map.of("id", "own"), Map.of("n", 2)));
        assertThat(counts(result)).isEqualTo("i3 r0 u0 d0 s0 e0");
        assertThat(result.generatedKeys()).hasSize(2).doesNotHaveDuplicates();
        assertThat(stored(result.generatedKeys().get(1)))
                .isEqualTo("{\"id\":\"" + result.generatedKeys().get(1) + "\",\"n\":2}");
    }

    @ParameterizedTest
    @EnumSource(ReturnChanges.class)
    void shouldChangeEveryDocumentThereIs(ReturnChanges which) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            documents.add(Map.of("id", i, "n", i % 2));
        }
        assertThat(counts(table.commands().insert(documents))).isEqualTo("i1000 r0 u0 d0 s0 e0");
        assertThat(counts(commands(which).updateAll(Map.of("n", 1)))).isEqualTo("i0 r500 u500 d0 s0 e0");
        assertThat(stored(10)).isEqualTo("{\"id\":10,\"n\":1}");
        assertThat(counts(commands(which).updateAll(Map.of("id", 5)))).isEqualTo("i0 r0 u1 d0 s0 e999");
        assertThat(counts(commands(which).deleteAll())).isEqualTo("i0 r0 u0 d1000 s0 e0");
        assertThat(table.count()).isZero();
        assertThat(counts(commands(which).updateAll(Map.of("n", 1)))).isEqualTo("i0 r0 u0 d0 s0 e0");
    }

    @Test
    void shouldTellAFeedOfChangesOnly() {
        try (Feed feed = table.changes(ChangesOptions.squash(false))) {
            Commands commands = table.commands();
            commands.insert(List.of(Map.of("id", 1), Map.of("id", 1), Map.of("id", 2)));
            commands.update(1, Map.of("id", 3));
            commands.update(2, Map.of("a", 1));
            commands.update(2, Map.of("a", 1));
            commands.delete(9);
            List<String> events = new ArrayList<>();
            feed.poll(change -> events.add(change.oldVal() + " " + change.newVal()), 100);
            assertThat(events).containsExactly("null {\"id\":1}", "null {\"id\":2}", "{\"id\":2} {\"a\":1,\"id\":2}");
        }
    }

    @Test
    void shouldLeaveAloneTheWriteThatItsThreadIsComposing() {
        Write composing = table.upsert("a").put("n", 1);
        table.commands().insert(List.of(Map.of("id", "b")));
        assertThat(composing.put("m", 2).commit().outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"m\":2,\"n\":1}");
    }

    @Test
    void shouldThrowWhatConcernsTheWholeTable() {
        engine.dropTable("t");
        assertThatThrownBy(() -> table.commands().insert(List.of(Map.of("id", 1))))
                .isInstanceOf(UnknownTableException.class);
        assertThatThrownBy(() -> table.commands().deleteAll()).isInstanceOf(UnknownTableException.class);
    }
}
