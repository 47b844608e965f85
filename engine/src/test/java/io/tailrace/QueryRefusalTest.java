package io.tailrace;

import static io.tailrace.expression.Expressions.array;
import static io.tailrace.expression.Expressions.random;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.error.QueryException;
import io.tailrace.error.QueryException.Reason;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import io.tailrace.query.FilterDefault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries that a feed cannot answer, and what they say. */
@Timeout(30)
class QueryRefusalTest {
    private Tailrace engine;
    private Table table;

    @BeforeEach
    void open() {
        engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
        table = engine.table("t");
        table.createIndex("a");
        table.createIndex("b");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void refused(Reason reason, String advice, Query query) {
        QueryException refusal = catchThrowableOfType(QueryException.class, query::changes);
        assertThat(refusal).as(query.toString()).isNotNull();
        assertThat(refusal.reason()).as(query + ": " + refusal.getMessage()).isEqualTo(reason);
        assertThat(refusal).hasMessageContaining(advice);
    }

    private static List<Object> rows(Query query) {
        List<Object> rows = new ArrayList<>();
        try (Cursor cursor = query.read()) {
            while (cursor.next()) {
                rows.add(cursor.value().toObject());
            }
        }
        return rows;
    }

    @Test
    void shouldRefuseWhatHasToSeeEverything() {
        refused(Reason.EAGER_STREAM, "includeOffsets", table.orderBy("a").skip(1));
        refused(Reason.EAGER_STREAM, "smaller", table.orderBy("a").limit(5).limit(2));
        refused(
                Reason.EAGER_STREAM,
                "bounds",
                table.between("a", 5, 1).orderBy("a").limit(2));
    }

    @Test
    void shouldRefuseStepsAfterOneDocument() {
        refused(Reason.NOT_A_SEQUENCE, "getAll", table.get(1).filter(row("a").gt(1)));
        refused(Reason.NOT_A_SEQUENCE, "limit(1)", table.min("a").pluck("a"));
        refused(Reason.NOT_A_SEQUENCE, "getAll", table.get(1).limit(1));
        refused(Reason.NOT_A_SEQUENCE, "after changes", table.get(1).skip(1));
    }

    @Test
    void shouldRefuseOrdersInTheWrongPlace() {
        refused(Reason.UNORDERED_LIMIT, "orderBy", table.all().limit(10));
        refused(Reason.ORDER_WITHOUT_LIMIT, "limit(n)", table.orderBy("a"));
        refused(
                Reason.INDEXED_ORDER_BY_AFTER_TRANSFORM,
                "before filter",
                table.filter(row("a").eq(1)).orderBy("a").limit(1));
        refused(
                Reason.INDEXED_ORDER_BY_AFTER_TRANSFORM,
                "before getAll",
                table.getAll(1).orderBy("id").limit(1));
        refused(
                Reason.TRANSFORM_AFTER_LIMIT,
                "between orderBy and limit",
                table.orderBy("a").limit(1).pluck("id"));
        refused(
                Reason.MULTIPLE_ORDERS,
                "compound",
                table.orderBy("a").orderBy("a").limit(1));
        refused(Reason.MULTIPLE_RANGES, "compound", table.between(1, 2).between(1, 2));
        refused(
                Reason.DIFFERENT_INDEXES,
                "compound",
                table.between("a", 1, 2).orderBy("b").limit(1));
        refused(Reason.LIMIT_TOO_LARGE, "maximum=100000", table.orderBy("a").limit(100_001));
        refused(Reason.BAD_ARGUMENT, "limit=-1", table.orderBy("a").limit(-1));
    }

    @Test
    void shouldRefuseWhatCannotFollowAUnion() {
        Query union = table.orderBy("id").union(table.orderBy("id"));
        refused(Reason.SLICE_OF_UNION, "each branch", union.limit(3));
        refused(Reason.ORDER_WITHOUT_LIMIT, "limit(n)", union);
        refused(
                Reason.TRANSFORM_AFTER_LIMIT,
                "between orderBy and limit",
                table.orderBy("a").limit(1).union(table.all()).pluck("id"));
    }

    @Test
    void shouldRefuseKeysThatCannotBe() {
        refused(Reason.BAD_KEY, "table=t", table.get(null));
        refused(Reason.BAD_KEY, "table=t", table.getAll(Map.of("x", 1)));
        refused(Reason.NULL_KEY, "null", table.getAll(Arrays.asList(1, null)));
        refused(Reason.NULL_BOUND, "MINVAL", table.between(null, 10));
        refused(Reason.NO_SUCH_INDEX, "nope", table.between("nope", 1, 2));
    }

    @Test
    void shouldRefuseChanceBeforeChanges() {
        refused(Reason.NON_DETERMINISTIC, "changes", table.map(random()));
        refused(Reason.NON_DETERMINISTIC, "changes", table.filter(row("a").gt(random().defaultTo(1))));
    }

    @Test
    void shouldRefuseOptionsThatDoNotFit() {
        optionRefused(
                Reason.OFFSETS_UNSUPPORTED,
                () -> table.changes(ChangesOptions.defaults().includeOffsets()));
        optionRefused(
                Reason.OFFSETS_UNSUPPORTED,
                () -> table.getAll().changes(ChangesOptions.defaults().includeOffsets()));
        optionRefused(Reason.BAD_QUEUE_SIZE, () -> ChangesOptions.defaults().queueSize(0));
        optionRefused(Reason.NEGATIVE_SQUASH, () -> ChangesOptions.squash(java.time.Duration.ofSeconds(-1)));
        optionRefused(Reason.BAD_SQUASH_TYPE, () -> ChangesOptions.squash(null));
    }

    private static void optionRefused(Reason reason, Runnable call) {
        QueryException refusal = catchThrowableOfType(QueryException.class, call::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    private static void readRefused(Reason reason, String advice, Query query) {
        QueryException refusal = catchThrowableOfType(QueryException.class, query::read);
        assertThat(refusal).as(query.toString()).isNotNull();
        assertThat(refusal.reason()).as(query + ": " + refusal.getMessage()).isEqualTo(reason);
        assertThat(refusal)
                .hasMessageContaining(advice)
                .hasMessageNotContaining("changes")
                .hasMessageNotContaining("followed")
                .hasMessageNotContaining("Offsets");
    }

    @Test
    void shouldAdviseReadsWhatReadsCanDo() {
        String smaller = "put it before the limit, which then counts from there";
        readRefused(
                Reason.TRANSFORM_AFTER_LIMIT,
                smaller,
                table.orderBy("a").limit(5).skip(2));
        readRefused(Reason.TRANSFORM_AFTER_LIMIT, smaller, table.all().limit(5).skip(2));
        readRefused(
                Reason.TRANSFORM_AFTER_LIMIT,
                smaller,
                table.orderBy("a").limit(0).skip(2));
        readRefused(
                Reason.TRANSFORM_AFTER_LIMIT,
                smaller,
                table.get(1).union(table.get(2)).limit(5).skip(1));
        readRefused(
                Reason.TRANSFORM_AFTER_LIMIT,
                "field after a limit or skip of a union",
                table.get(1).union(table.get(2)).skip(1).field("a"));
        String sequence = "skip needs a sequence, and get, min and max give one document";
        readRefused(Reason.NOT_A_SEQUENCE, sequence, table.get(1).skip(1));
        readRefused(Reason.NOT_A_SEQUENCE, sequence, table.min("a").skip(1));
        readRefused(Reason.NOT_A_SEQUENCE, sequence, table.max("a").skip(1));
        readRefused(
                Reason.NOT_A_SEQUENCE,
                "orderBy with limit(1) after it",
                table.max("a").pluck("a"));
    }

    @Test
    void shouldReadWhatAFeedCannotFollow() {
        for (int id = 1; id <= 5; id++) {
            table.upsert(id).put("a", 10 - id).commit();
        }

        assertThat(rows(table.orderBy("a").field("id"))).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(rows(table.orderBy("id").skip(1).limit(2))).hasSize(2);
        assertThat(rows(table.all().limit(3))).hasSize(3);
        assertThat(rows(table.max("a"))).containsExactly(Map.of("id", 1L, "a", 9L));
        assertThat(rows(table.get(2).union(table.get(3), table.get(9)).limit(5)))
                .hasSize(2);
        assertThat(rows(table.between(2, Bound.closed(3))
                        .orderBy("id", Direction.DESC)
                        .field("id")))
                .containsExactly(3L, 2L);
        assertThat(rows(table.between(3, 2))).isEmpty();
        assertThat(rows(table.filter(row("none").gt(1)))).isEmpty();
        assertThat(rows(table.all().filter(row("none").gt(1), FilterDefault.ADMIT)))
                .hasSize(5);
    }

    @Test
    void shouldListByCompoundKeys() {
        table.createIndex("full", array(row("last"), row("first")));
        table.upsert(1).put("last", "Smith").put("first", "John").commit();
        table.upsert(2).put("last", "Smith").put("first", "Ada").commit();
        table.upsert(3).put("last", "Smithe").put("first", "A").commit();

        Query smiths = table.between("full", List.of("Smith", Bound.MINVAL), List.of("Smith", Bound.MAXVAL));

        assertThat(rows(smiths.orderBy("full").field("id"))).containsExactly(2L, 1L);
    }

    @Test
    void shouldRefuseAnIndexThatWasDroppedMeanwhile() {
        Query query = table.between("a", 1, 5);
        assertThat(query.changes()).isNotNull();
        table.dropIndex("a");

        refused(Reason.NO_SUCH_INDEX, "a", query);
    }

    @Test
    void shouldFollowNothingWhereTheLimitIsZero() {
        try (Feed feed = table.orderBy("a").limit(0).union(table.getAll(7)).changes(ChangesOptions.squash(false))) {
            table.upsert(7).put("a", 1).commit();

            assertThat(feed.poll(change -> {}, 10)).isEqualTo(1);
        }
    }
}
