package io.tailrace;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.oldVal;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.Expression;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import io.tailrace.query.FilterDefault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Elements of arrays wherever an expression can stand. */
@Timeout(60)
class ArrayElementTest {
    @TempDir
    Path directory;

    private Tailrace open() {
        return Tailrace.open(new TailraceConfig().directory(directory).threading(Threading.INVOKER));
    }

    private static void write(Table table) {
        table.commands()
                .insert(List.of(
                        Map.of("id", 1, "ft", List.of(30, 1)),
                        Map.of("id", 2, "ft", List.of(10, List.of(Map.of("b", 7)))),
                        Map.of("id", 3, "ft", List.of()),
                        Map.of("id", 4),
                        Map.of("id", 5, "ft", "text"),
                        Map.of("id", 6, "ft", List.of(20))));
    }

    private static List<String> read(Query query) {
        List<String> values = new ArrayList<>();
        try (Cursor cursor = query.read()) {
            while (cursor.next()) {
                values.add(cursor.value().toString());
            }
        }
        return values;
    }

    private static List<String> poll(Feed feed) {
        List<String> events = new ArrayList<>();
        feed.poll(change -> events.add(change.value().toString()), 64);
        return events;
    }

    @Test
    void shouldFilterByAnElement() {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            write(table);
            Query ids = table.orderBy("id").filter(row("id").ne(5));

            assertThat(read(ids.filter(row("ft").nth(0).ge(20)).field("id"))).containsExactly("1", "6");
            assertThat(read(ids.filter(Expression.parse("row.id == 2 && row.ft.nth(-1)[0].b == 7"))
                            .field("id")))
                    .containsExactly("2");
        }
    }

    @Test
    void shouldTreatAnElementThatIsNotThereAsAMissingField() {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            write(table);
            Expression second = row("ft").nth(1).eq(1);
            Query lists = table.orderBy("id").filter(row("id").ne(5));

            assertThat(read(lists.filter(second).field("id"))).containsExactly("1");
            assertThat(read(lists.filter(second, FilterDefault.ADMIT).field("id")))
                    .containsExactly("1", "3", "4", "6");
            assertThat(read(lists.map(row("ft").nth(1).defaultTo("none"))))
                    .containsExactly("1", "[{\"b\":7}]", "\"none\"", "\"none\"", "\"none\"");
            assertThat(read(lists.filter(row("ft").nth(0).exists()).field("id")))
                    .containsExactly("1", "2", "6");
        }
    }

    @Test
    void shouldProjectElementsInFeeds() {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            ChangesOptions all = ChangesOptions.squash(false);
            Feed first = table.map(row("ft").nth(0)).changes(all);
            Feed merged = table.all()
                    .merge(Map.of("last", row("ft").nth(-1)))
                    .field("last")
                    .changes(all);
            Feed rising = table.changes(all)
                    .filter(newVal("ft").nth(0).gt(oldVal("ft").nth(0)))
                    .map(newVal("ft").nth(0));
            table.upsert(1).putAll(Map.of("ft", List.of(1, 5))).commit();
            table.upsert(1).putAll(Map.of("ft", List.of(1, 6))).commit();
            table.upsert(1).putAll(Map.of("ft", List.of(2))).commit();
            table.upsert(1).putAll(Map.of("ft", List.of())).commit();

            assertThat(poll(first)).containsExactly(event("null", "1"), event("1", "2"), event("2", "null"));
            assertThat(first.transformErrors()).isEqualTo(1);
            assertThat(poll(merged))
                    .containsExactly(event("null", "5"), event("5", "6"), event("6", "2"), event("2", "null"));
            assertThat(poll(rising)).containsExactly("2");
        }
    }

    @Test
    void shouldOrderByAnIndexOnAnElementAlsoWhenItIsOpenedAgain() {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            write(table);
            table.createIndex("first", row("ft").nth(0));
            checkOrder(engine, table);
        }
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            assertThat(table.indexExpression("first")).isEqualTo(row("ft").nth(0));
            checkOrder(engine, table);
            Feed least = table.orderBy("first").pluck("id").limit(2).changes(ChangesOptions.squash(false));
            least.poll(initial -> {}, 64);
            table.upsert(7).putAll(Map.of("ft", List.of(15))).commit();
            assertThat(poll(least)).containsExactly(event("{\"id\":6}", "{\"id\":7}"));
        }
    }

    private static String event(String oldVal, String newVal) {
        return "{\"new_val\":" + newVal + ",\"old_val\":" + oldVal + "}";
    }

    private static void checkOrder(Tailrace engine, Table table) {
        while (!table.isIndexReady("first")) {
            engine.doWork();
        }
        assertThat(read(table.orderBy("first").field("id"))).containsExactly("2", "6", "1");
        assertThat(read(table.getAllBy("first", 20).field("id"))).containsExactly("6");
        assertThat(read(table.between("first", 15, 30).field("id"))).containsExactly("6");
        assertThat(read(table.max("first"))).containsExactly("{\"ft\":[30,1],\"id\":1}");
    }
}
