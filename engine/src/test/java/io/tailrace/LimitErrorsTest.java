package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.EvaluationException;
import io.tailrace.error.LimitException;
import io.tailrace.error.QueryException;
import io.tailrace.error.TailraceException;
import io.tailrace.expression.Expression;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes a limit is refused alone: it is told as its place tells errors, and nothing beside it ends. */
@Timeout(60)
class LimitErrorsTest {
    private static final String LONG = "k".repeat(128);

    private final Tailrace engine =
            Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
    private final Table table = engine.table("t");

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldBeToldApartFromDocumentsThatAreWrong() {
        assertThatThrownBy(() -> table.upsert(LONG).commit())
                .isInstanceOf(LimitException.class)
                .isNotInstanceOf(DocumentException.class)
                .isInstanceOf(TailraceException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountOnlyTheDocumentsOfACommandThatPassALimit(boolean exact) {
        Commands commands = table.commands().returnChanges(exact ? ReturnChanges.ALWAYS : ReturnChanges.NO);

        WriteResult inserted = commands.insert(
                List.of(Map.of("id", 1), Map.of("id", LONG), Map.of("id", 2, "v", List.of(deep())), id(3)));
        assertThat(inserted.inserted()).isEqualTo(2);
        assertThat(inserted.errors()).isEqualTo(2);
        assertThat(inserted.firstError()).startsWith("Primary key too long");

        table.update(1).put("a", wide(0)).commit();
        WriteResult updated = commands.updateAll(Map.of("a", wide(700)));
        assertThat(updated.errors()).isEqualTo(1);
        assertThat(updated.replaced()).isEqualTo(1);
        assertThat(updated.firstError()).contains("limit");
    }

    @Test
    void shouldRefuseAQueryWhoseKeyOrBoundPassesALimit() {
        table.createIndex("a");
        assertThatThrownBy(() -> table.get(LONG).read()).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> table.between("a", 1, nested(200)).read()).isInstanceOf(QueryException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[row.deep]", "{\"x\": {\"y\": row.deep}}", "row.long + row.long", "merge(row.wide, row.other)"})
    void shouldGiveNothingForADocumentWhoseValuePassesALimitAndFollowTheOthers(String projection) {
        Expression expression = Expression.parse(projection);
        try (Feed feed = table.all().map(expression).changes(ChangesOptions.squash(false))) {
            write(1, List.of(1), List.of(2), Map.of("a", 1), Map.of("b", 2));
            write(2, deep(), long60000(), wide(0), wide(700));
            write(3, List.of(4), List.of(5), Map.of("c", 1), Map.of("d", 2));

            List<Long> sequences = new ArrayList<>();
            feed.poll(change -> sequences.add(change.sequence()), 10);
            assertThat(sequences).containsExactly(2L, 4L);
            assertThat(feed.ended()).isFalse();
        }
        assertThatThrownBy(() -> drain(table.all().map(expression)))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("limit=");
        drain(table.filter(row("id").ne(2)).map(expression));
    }

    private void write(int id, Object deep, Object longer, Object wide, Object other) {
        table.upsert(id)
                .put("deep", deep)
                .put("long", longer)
                .put("wide", wide)
                .put("other", other)
                .commit();
    }

    private static void drain(Query query) {
        try (Cursor cursor = query.read()) {
            while (cursor.next()) {
                assertThat(cursor.value()).isNotNull();
            }
        }
    }

    private static Map<String, Object> id(int id) {
        return Map.of("id", id);
    }

    /** As deep as the field of a document may be. */
    private static Object deep() {
        return nested(31);
    }

    private static Object nested(int levels) {
        Object value = 1;
        for (int i = 0; i < levels; i++) {
            value = List.of(value);
        }
        return value;
    }

    private static List<Integer> long60000() {
        return Collections.nCopies(60_000, 1);
    }

    private static Map<String, Object> wide(int from) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < 700; i++) {
            map.put("f" + (from + i), i);
        }
        return map;
    }
}
