package io.tailrace.feed;

import static io.tailrace.expression.Expressions.error;
import static io.tailrace.expression.Expressions.now;
import static io.tailrace.expression.Expressions.random;
import static io.tailrace.expression.Expressions.row;
import static io.tailrace.feed.FeedRig.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.FieldSelection;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EvaluationException;
import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.Transforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedTransformsTest {
    private static final ChangesOptions ALL = ChangesOptions.squash(false).fromStart();
    private static final List<ChangesOptions> MODES =
            List.of(ALL, ChangesOptions.squash(true).fromStart());

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    private void put(String id, Map<String, ?> fields) {
        Map<String, Object> document = new TreeMap<>(fields);
        document.put("id", id);
        rig.put(0, id, document);
    }

    private static Transforms filter(FilterDefault otherwise) {
        return Transforms.none().filter(row("a").gt(1), otherwise).pluck("a");
    }

    @Test
    void shouldFilterByAnExpressionOnBothSides() {
        Feed feed = rig.open(filter(FilterDefault.SKIP), ALL);
        put("x", Map.of("a", 1L));
        put("x", Map.of("a", 2L));
        put("x", Map.of("a", 3L));
        put("x", Map.of("b", 3L));
        rig.delete("x");

        assertThat(values(feed))
                .containsExactly(
                        "3 {\"new_val\":{\"a\":2},\"old_val\":null}",
                        "4 {\"new_val\":{\"a\":3},\"old_val\":{\"a\":2}}",
                        "5 {\"new_val\":null,\"old_val\":{\"a\":3}}");
        assertThat(feed.transformErrors()).isZero();
    }

    @Test
    void shouldAdmitWhatMissesSomethingWhenToldTo() {
        Feed feed = rig.open(filter(FilterDefault.ADMIT), ALL);
        put("x", Map.of("b", 1L));

        assertThat(values(feed)).containsExactly("2 {\"new_val\":{},\"old_val\":null}");
    }

    @Test
    void shouldCountAFailureOnALiveChangeAsAbsent() {
        for (ChangesOptions options : MODES) {
            Feed feed = rig.open(filter(FilterDefault.ERROR), options.fromNow());
            long before = rig.lastSequence();
            put("x", Map.of("a", 2L, "n", before));
            values(feed);
            put("x", Map.of("b", 2L, "n", before));
            put("y", Map.of("b", 2L, "n", before));

            assertThat(values(feed)).containsExactly(before + 2 + " {\"new_val\":null,\"old_val\":{\"a\":2}}");
            assertThat(feed.transformErrors()).isEqualTo(2);
            assertThat(feed.ended()).isFalse();
            rig.delete("x");
            rig.delete("y");
        }
    }

    @Test
    void shouldEndWhenATransformFailsInTheInitialRead() {
        put("x", Map.of("b", 2L));
        Feed feed = rig.open(filter(FilterDefault.ERROR), ALL.fromNow().includeInitial());

        assertThatThrownBy(() -> values(feed)).isInstanceOfSatisfying(FeedException.class, e -> {
            assertThat(e.reason()).isEqualTo(FeedException.Reason.INITIAL_READ);
            assertThat(e.sequence()).isEqualTo(2);
            assertThat(e).hasCauseInstanceOf(EvaluationException.class);
        });
        assertThatThrownBy(() -> values(feed)).isInstanceOf(FeedException.class);
    }

    @Test
    void shouldTakeAValueOfNullForAbsent() {
        Feed feed = rig.open(Transforms.none().map(row("a")), ALL);
        Map<String, Object> withNull = new TreeMap<>();
        withNull.put("a", null);
        put("x", withNull);
        put("x", Map.of("a", 7L));
        put("x", withNull);

        assertThat(values(feed))
                .containsExactly("3 {\"new_val\":7,\"old_val\":null}", "4 {\"new_val\":null,\"old_val\":7}");
        assertThat(feed.transformErrors()).isZero();
    }

    @Test
    void shouldMapToScalarsAndSquashThem() {
        Feed feed = rig.open(
                Transforms.none().map(row("s").add("!")),
                ChangesOptions.squash(true).fromStart());
        put("x", Map.of("s", "a"));
        put("y", Map.of("s", "b"));
        put("x", Map.of("s", "c"));
        List<String> texts = new ArrayList<>();

        feed.poll(
                change -> texts.add(change.oldValue() + " " + change.newValue().string()), 10);

        assertThat(texts).containsExactly("null c!", "null b!");
        put("x", Map.of("s", "d"));
        assertThatThrownBy(() -> feed.poll(Change::newVal, 1))
                .hasCauseInstanceOf(DocumentException.class)
                .hasMessageContaining("newValue()");
    }

    @Test
    void shouldFailWhereAnObjectIsNeededAndThereIsNone() {
        Feed plucked = rig.open(Transforms.none().map(row("a")).pluck("b"), ALL);
        Feed accepted = rig.open(Transforms.none().field("a").filter(document -> true), ALL);
        put("x", Map.of("a", 7L));
        put("y", Map.of("a", Map.of("b", 1L)));

        assertThat(values(plucked)).containsExactly("3 {\"new_val\":{\"b\":1},\"old_val\":null}");
        assertThat(values(accepted)).containsExactly("3 {\"new_val\":{\"b\":1},\"old_val\":null}");
        assertThat(plucked.transformErrors()).isEqualTo(1);
        assertThat(accepted.transformErrors()).isEqualTo(1);
    }

    @Test
    void shouldPluckNestedFieldsAndHideChangesToOthers() {
        for (ChangesOptions options : MODES) {
            Feed feed =
                    rig.open(Transforms.none().pluck(FieldSelection.of(Map.of("a", List.of("b")))), options.fromNow());
            put("x", Map.of("a", Map.of("b", 1L, "c", 1L)));
            values(feed);
            put("x", Map.of("a", Map.of("b", 1L, "c", 2L)));
            assertThat(values(feed)).isEmpty();
            put("x", Map.of("a", Map.of("b", 2L, "c", 2L)));

            assertThat(values(feed))
                    .containsExactly(
                            rig.lastSequence() + " {\"new_val\":{\"a\":{\"b\":2}},\"old_val\":{\"a\":{\"b\":1}}}");
            rig.delete("x");
        }
    }

    @Test
    void shouldRemoveAndRequireFields() {
        FieldSelection a = FieldSelection.of("a");
        Feed without = rig.open(Transforms.none().without(a), ALL);
        Feed having = rig.open(Transforms.none().hasFields(a), ALL);
        Feed with = rig.open(Transforms.none().withFields(a), ALL);
        Feed field = rig.open(Transforms.none().field("a"), ALL);
        put("x", Map.of("a", 1L));
        put("x", Map.of("a", 2L));
        put("x", Map.of("b", 2L));

        assertThat(values(without))
                .containsExactly(
                        "2 {\"new_val\":{\"id\":\"x\"},\"old_val\":null}",
                        "4 {\"new_val\":{\"b\":2,\"id\":\"x\"},\"old_val\":{\"id\":\"x\"}}");
        assertThat(values(having)).hasSize(3);
        assertThat(values(with)).last().isEqualTo("4 {\"new_val\":null,\"old_val\":{\"a\":2}}");
        assertThat(values(field))
                .containsExactly(
                        "2 {\"new_val\":1,\"old_val\":null}",
                        "3 {\"new_val\":2,\"old_val\":1}",
                        "4 {\"new_val\":null,\"old_val\":2}");
    }

    @Test
    void shouldCarryOutStepsInWrittenOrder() {
        Transforms early = Transforms.none().filter(row("a").gt(5), FilterDefault.SKIP);
        Transforms add = Transforms.none().map(row().merge(Map.of("a", row("a").add(3))));
        put("x", Map.of("a", 4L));

        assertThat(values(rig.open(early.then(add), ALL))).isEmpty();
        assertThat(values(rig.open(add.then(early).pluck("a"), ALL)))
                .containsExactly("2 {\"new_val\":{\"a\":7},\"old_val\":null}");
        assertThat(add.then(Transforms.none())).isSameAs(add);
    }

    @Test
    void shouldFixNowWhenTheFeedIsOpened() {
        Feed feed = rig.open(Transforms.none().map(now()), ALL);
        put("x", Map.of());
        long[] times = new long[1];

        feed.poll(change -> times[0] = change.newValue().timeNs(), 1);

        assertThat(times[0]).isEqualTo(FeedRig.EPOCH_NS);
    }

    @Test
    void shouldRefuseRandomNumbersBeforeChanges() {
        for (Runnable query : List.<Runnable>of(
                () -> Transforms.none().map(random()),
                () -> Transforms.none().filter(random().gt(0.5), FilterDefault.SKIP),
                () -> Transforms.none().filter(row("a").defaultTo(random()).gt(0), FilterDefault.SKIP))) {
            assertThatThrownBy(query::run)
                    .isInstanceOfSatisfying(
                            QueryException.class,
                            e -> assertThat(e.reason()).isEqualTo(QueryException.Reason.NON_DETERMINISTIC));
        }
    }

    @Test
    void shouldAlsoCatchAnErrorThatIsAskedFor() {
        Feed feed = rig.open(Transforms.none().map(error("no")), ALL);
        put("x", Map.of());
        put("y", Map.of());

        assertThat(values(feed)).isEmpty();
        assertThat(feed.transformErrors()).isEqualTo(2);
    }

    @Test
    void shouldRefuseStepsThatAreNone() {
        for (Runnable query : Arrays.<Runnable>asList(
                () -> Transforms.none().filter(row("a"), null),
                () -> Transforms.none().pluck((FieldSelection) null),
                () -> Transforms.none().withFields(null),
                () -> Transforms.none().field(null))) {
            assertThatThrownBy(query::run).isInstanceOf(QueryException.class).hasMessageContaining("null");
        }
    }
}
