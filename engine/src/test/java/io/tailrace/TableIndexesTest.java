package io.tailrace;

import static io.tailrace.expression.Expressions.array;
import static io.tailrace.expression.Expressions.now;
import static io.tailrace.expression.Expressions.random;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.error.QueryException;
import io.tailrace.error.QueryException.Reason;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.expression.Expressions;
import io.tailrace.index.EntryScan;
import io.tailrace.journal.IndexCatalogue;
import io.tailrace.query.IndexDefinition;
import io.tailrace.testing.Seeds;
import io.tailrace.write.Ack;
import io.tailrace.write.Operation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TableIndexesTest {
    @TempDir
    Path directory;

    private TailraceConfig invoked() {
        return new TailraceConfig().directory(directory).threading(Threading.INVOKER);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        QueryException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    /** The values of a field in the order of an index. */
    private static List<Object> order(Tailrace engine, Table table, String index, String field, boolean down) {
        EntryScan scan = engine.engine()
                .reads()
                .scan(table.tableName().id(), table.definition(index).id(), null);
        scan.range(new UnsafeBuffer(0, 0), 0, new UnsafeBuffer(0, 0), 0, down);
        List<Object> found = new ArrayList<>();
        Document document = new Document(engine.dictionary());
        while (scan.next()) {
            document.wrap(
                    scan.entry().buffer(),
                    scan.entry().docOffset(),
                    scan.entry().docLength());
            found.add(document.value(field));
        }
        return found;
    }

    @Test
    void shouldListWhatIsThereAndWhatComesAndForgetWhatGoes() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            for (int i = 0; i < 1_000; i++) {
                table.upsert(i).put("n", 1_000 - i).commit();
            }
            table.createIndex("n");
            assertThat(table.isIndexReady("n")).isTrue();
            assertThat(order(engine, table, "n", "id", false)).hasSize(1_000).startsWith(999L, 998L);
            table.update(500).put("n", -1).commit();
            table.upsert("new").put("n", 1_001).commit();
            table.upsert("none").put("m", 1).commit();
            table.delete(999).commit();
            engine.transaction()
                    .add(table.update(500).put("n", -2))
                    .add(table.delete(998))
                    .commit();
            assertThat(order(engine, table, "n", "id", false))
                    .hasSize(999)
                    .startsWith(500L, 997L)
                    .endsWith("new");
            assertThat(order(engine, table, "n", "id", true)).startsWith("new", 0L);
        }
    }

    @Test
    void shouldRefuseDefinitionsThatMakeNoSense() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t", "key");
            table.createIndex("a");
            long before = engine.lastSequence();
            refused(Reason.BAD_ARGUMENT, () -> table.createIndex("a", row("b")));
            refused(Reason.BAD_ARGUMENT, () -> table.createIndex("key"));
            refused(Reason.NON_DETERMINISTIC, () -> table.createIndex("r", random()));
            refused(Reason.NON_DETERMINISTIC, () -> table.createIndex("r", row("a").lt(now())));
            refused(Reason.NO_SUCH_INDEX, () -> table.isIndexReady("b"));
            refused(Reason.NO_SUCH_INDEX, () -> table.definition("b"));
            assertThatThrownBy(() -> table.definition("b"))
                    .hasMessageContaining("Index `b` was not found on table `t`");
            assertThatThrownBy(() -> table.createIndex(".a")).isInstanceOf(DocumentException.class);
            assertThatThrownBy(() -> table.createIndex("b c")).isInstanceOf(DocumentException.class);
            assertThat(table.dropIndex("b")).isFalse();
            assertThat(engine.lastSequence()).isEqualTo(before);
            assertThat(table.indexes()).containsExactly("a");
        }
    }

    @Test
    void shouldRefuseADefinitionThatIsTooLargeForTheRing() {
        TailraceConfig small = invoked().ringSlots(64).slotBytes(64).limits(new DocumentLimits().documentBytes(1_024));
        try (Tailrace engine = Tailrace.open(small)) {
            Table table = engine.table("t");
            assertThatThrownBy(() -> table.createIndex("a", row("a".repeat(200)).add("b".repeat(5_000))))
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("expressionBytes")
                    .hasMessageContaining("index=a");
            table.createIndex("a", row("a".repeat(200)));
            assertThat(table.indexes()).containsExactly("a");
        }
    }

    @Test
    void shouldBuildAllIndexesAgainBeforeOpenReturns() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            table.createIndex("dropped");
            table.createIndex("pair", array(row("o", "a"), row("b")));
            table.createMultiIndex("tags", row("tags"));
            table.dropIndex("dropped");
            table.createIndex("dropped", row("b"));
            Table gone = engine.table("gone");
            gone.createIndex("x");
            engine.dropTable("gone");
            table.commands()
                    .insert(List.of(
                            Map.of("id", 1, "o", Map.of("a", 2), "b", 1, "tags", List.of("x", "y")),
                            Map.of("id", 2, "o", Map.of("a", 1), "b", 9, "tags", "x"),
                            Map.of("id", 3, "o", Map.of("a", 1), "b", 2)));
        }
        try (Tailrace engine = Tailrace.open(invoked());
                Tailrace beside = Tailrace.open(invoked().readOnly(true))) {
            for (Tailrace each : List.of(engine, beside)) {
                Table table = each.existingTable("t");
                assertThat(table.indexes()).containsExactly("dropped", "pair", "tags");
                assertThat(order(each, table, "pair", "id", false)).containsExactly(3L, 2L, 1L);
                assertThat(order(each, table, "tags", "id", false)).containsExactly(1L, 2L, 1L);
                assertThat(order(each, table, "dropped", "b", true)).containsExactly(9L, 2L, 1L);
                IndexDefinition tags = table.definition("tags");
                assertThat(tags.multi()).isTrue();
                assertThat(tags.expression()).isEqualTo(row("tags"));
            }
            Table table = engine.existingTable("t");
            table.delete(3).commit();
            table.createIndex("later", row("b"));
            table.dropIndex("pair");
            Table seen = beside.existingTable("t");
            assertThat(order(beside, seen, "later", "b", false)).containsExactly(1L, 9L);
            refused(Reason.NO_SUCH_INDEX, () -> seen.definition("pair"));
            assertThat(seen.indexes()).containsExactly("dropped", "later", "tags");
            assertThatThrownBy(() -> seen.createIndex("z")).isInstanceOf(ReadOnlyJournalException.class);
            assertThatThrownBy(() -> seen.dropIndex("tags")).isInstanceOf(ReadOnlyJournalException.class);
        }
    }

    @Test
    void shouldEndAnIndexThatIsDroppedAndBeginAnotherOfItsName() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            table.upsert(1).put("a", 1).put("b", 2).commit();
            table.createIndex("i", row("a"));
            int first = table.definition("i").id();
            assertThat(table.dropIndex("i")).isTrue();
            assertThat(table.dropIndex("i")).isFalse();
            assertThatThrownBy(
                            () -> engine.engine().reads().scan(table.tableName().id(), first, null))
                    .isInstanceOf(UnknownIndexException.class)
                    .hasMessageContaining("index=i");
            table.createIndex("i", row("b"));
            assertThat(table.definition("i").id()).isNotEqualTo(first);
            assertThat(order(engine, table, "i", "b", false)).containsExactly(2L);
            engine.dropTable("t");
            assertThatThrownBy(() -> table.createIndex("j")).isInstanceOf(UnknownTableException.class);
            assertThatThrownBy(() -> table.dropIndex("i")).isInstanceOf(UnknownTableException.class);
            assertThatThrownBy(table::indexes).isInstanceOf(UnknownTableException.class);
            assertThat(engine.table("t").indexes()).isEmpty();
        }
    }

    @Test
    void shouldSayThatAnIndexIsNotReadyWhileItIsBuilt() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            for (int i = 0; i < 2_000; i++) {
                table.upsert(i).put("n", i).commit(new Ack());
            }
            table.upsert(0).commit();
            Ack ack = new Ack();
            UnsafeBuffer name = new UnsafeBuffer("n".getBytes(StandardCharsets.UTF_8));
            UnsafeBuffer text = new UnsafeBuffer(row("n").toString().getBytes(StandardCharsets.UTF_8));
            engine.engine()
                    .ring()
                    .send(
                            Operation.CREATE_INDEX,
                            table.tableName().id(),
                            Long.MIN_VALUE,
                            0,
                            name,
                            name.capacity(),
                            text,
                            0,
                            text.capacity(),
                            ack,
                            false);
            while (!ack.isDone()) {
                engine.doWork();
            }
            assertThat(table.isIndexReady("n")).isFalse();
            refused(
                    Reason.INDEX_NOT_READY,
                    () -> engine.engine()
                            .reads()
                            .scan(table.tableName().id(), table.definition("n").id(), null));
            int rounds = 0;
            while (!table.isIndexReady("n")) {
                table.upsert("busy").put("n", rounds++).commit(new Ack());
                engine.doWork();
            }
            assertThat(rounds)
                    .as("steps are bounded, and taken by a busy writer too")
                    .isBetween(10, 10_000);
            assertThat(order(engine, table, "n", "n", false)).hasSize(2_000);
        }
    }

    @Test
    void shouldRefuseMoreIndexesThanAJournalMayHold() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            table.createIndex("i0");
            for (int i = 1; i < IndexCatalogue.MAXIMUM; i++) {
                table.createIndex("i" + i);
                table.dropIndex("i" + i);
            }
            assertThatThrownBy(() -> table.createIndex("more"))
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining(
                            "limit=indexes value=1025 maximum=1024 table=t index=more, dropped ones count")
                    .hasMessageContaining("keep indexes instead of dropping and making them again");
            table.upsert(1).put("i0", 1).commit();
            assertThat(order(engine, table, "i0", "id", false)).containsExactly(1L);
        }
    }

    @Test
    void shouldKeepIndexesRightWhateverIsWritten() {
        long seed = Seeds.fresh(TableIndexesTest.class);
        Random random = new Random(seed);
        Map<Long, Long> model = new TreeMap<>();
        for (int round = 0; round < 3; round++) {
            try (Tailrace engine = Tailrace.open(invoked())) {
                Table table = engine.table("t");
                if (round == 0) {
                    table.createIndex("n", Expressions.row("n"));
                }
                for (int i = 0; i < 1_000; i++) {
                    write(random, engine, table, model);
                }
                List<Object> expected = new ArrayList<>();
                model.entrySet().stream()
                        .sorted(Map.Entry.<Long, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                        .forEach(entry -> expected.add(entry.getKey()));
                assertThat(order(engine, table, "n", "id", false)).isEqualTo(expected);
            }
        }
    }

    private static void write(Random random, Tailrace engine, Table table, Map<Long, Long> model) {
        long key = random.nextInt(50);
        long value = random.nextInt(20);
        switch (random.nextInt(4)) {
            case 0 -> {
                table.delete(key).commit();
                model.remove(key);
            }
            case 1 -> {
                table.update(key).put("n", value).commit();
                model.computeIfPresent(key, (same, old) -> value);
            }
            case 2 -> {
                engine.transaction()
                        .add(table.upsert(key).put("n", value))
                        .add(table.delete(key + 1))
                        .add(table.update(key).put("n", value + 1))
                        .commit();
                model.put(key, value + 1);
                model.remove(key + 1);
            }
            default -> {
                table.upsert(key).put("n", value).commit();
                model.put(key, value);
            }
        }
    }
}
