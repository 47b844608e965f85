package io.tailrace.feed;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.now;
import static io.tailrace.expression.Expressions.oldVal;
import static io.tailrace.expression.Expressions.random;
import static io.tailrace.expression.Expressions.row;
import static io.tailrace.feed.FeedRig.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EvaluationException;
import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.query.FilterDefault;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedAfterChangesTest {
    private static final ChangesOptions ALL = ChangesOptions.squash(false).fromStart();

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    private void write() {
        rig.put("x", "a", 1);
        rig.put("x", "a", 3);
        rig.put("x", "a", 2);
        rig.delete("x");
    }

    @Test
    void shouldLeaveOutEventsThatTheFilterMissesSomethingOf() {
        write();
        Feed feed = rig.open(ALL).filter(newVal("a").gt(oldVal("a")));

        assertThat(values(feed))
                .containsExactly("3 {\"new_val\":{\"a\":3,\"id\":\"x\"},\"old_val\":{\"a\":1,\"id\":\"x\"}}");
        assertThat(feed.position()).isEqualTo(5);
        assertThat(values(rig.open(ALL).filter(newVal("a").gt(oldVal("a")), FilterDefault.ADMIT)))
                .hasSize(3);
    }

    @Test
    void shouldSelectInsertsByTheirMissingOldValue() {
        write();

        assertThat(values(rig.open(ALL).filter(oldVal().eq(null)))).hasSize(1);
        assertThat(values(rig.open(ALL.includeStates()).filter(oldVal().eq(null))))
                .hasSize(1);
        assertThat(values(
                        rig.open(ChangesOptions.squash(false).includeInitial()).filter(oldVal().eq(null))))
                .isEmpty();
    }

    @Test
    void shouldShowWhatStepsMakeOfAnEvent() {
        write();

        assertThat(values(rig.open(ALL)
                        .map(newVal("a").defaultTo(0).sub(oldVal("a").defaultTo(0)))))
                .containsExactly("2 1", "3 2", "4 -1", "5 -2");
        assertThat(values(rig.open(ALL).field("new_val").field("a"))).containsExactly("2 1", "3 3", "4 2");
        assertThat(values(rig.open(ALL).field("old_val").limit(2)))
                .containsExactly("2 null", "3 {\"a\":1,\"id\":\"x\"}");
        assertThat(values(rig.open(ALL).pluck(Map.of("new_val", "a")).skip(2)))
                .containsExactly("4 {\"new_val\":{\"a\":2}}", "5 {}");
        assertThat(values(rig.open(ALL)
                        .without("old_val", Map.of("new_val", "id"))
                        .limit(1)))
                .containsExactly("2 {\"new_val\":{\"a\":1}}");
        assertThat(values(rig.open(ALL)
                        .merge(Map.of("up", newVal("a").gt(oldVal("a").defaultTo(0))))
                        .pluck("up")
                        .limit(3)))
                .containsExactly("2 {\"up\":true}", "3 {\"up\":true}", "4 {\"up\":false}");
        assertThat(values(rig.open(ALL).hasFields("new_val", "old_val"))).hasSize(2);
        assertThat(values(rig.open(ALL).withFields(Map.of("old_val", "a"))))
                .first()
                .isEqualTo("3 {\"old_val\":{\"a\":1}}");
    }

    @Test
    void shouldKeepTheSidesOfTheEventBeneath() {
        write();
        Feed feed = rig.open(ALL).field("new_val").field("a").limit(1);

        feed.poll(
                change -> {
                    assertThat(change.newVal().longValue("a")).isEqualTo(1);
                    assertThat(change.value().longValue()).isEqualTo(1);
                    assertThat(change).hasToString("{\"seq\":2,\"value\":1}");
                },
                1);
    }

    @Test
    void shouldNotHideEqualResults() {
        write();

        assertThat(values(rig.open(ALL).pluck("none"))).hasSize(4);
    }

    @Test
    void shouldEndTheFeedWhenAStepFails() {
        write();
        for (Function<Feed, Feed> step : List.<Function<Feed, Feed>>of(
                feed -> feed.map(oldVal("a")),
                feed -> feed.filter(newVal("id").sub(1).gt(0)),
                feed -> feed.filter(oldVal("a").gt(0), FilterDefault.ERROR),
                feed -> feed.field("new_val").field("a").field("b"),
                feed -> feed.field("old_val").pluck("a"))) {
            Feed feed = step.apply(rig.open(ALL));

            assertThatThrownBy(() -> values(feed)).isInstanceOfSatisfying(FeedException.class, e -> {
                assertThat(e.reason()).isEqualTo(FeedException.Reason.AFTER_CHANGES);
                assertThat(e.sequence()).isEqualTo(2);
                assertThat(e).hasCauseInstanceOf(EvaluationException.class);
            });
            assertThat(feed.position()).isEqualTo(1);
            assertThatThrownBy(() -> values(feed)).isInstanceOf(FeedException.class);
        }
    }

    @Test
    void shouldEndAfterTheLimit() {
        write();
        Feed feed = rig.open(ALL.includeStates()).limit(3);

        assertThat(values(feed)).hasSize(3).first().isEqualTo("0 {\"state\":\"ready\"}");
        assertThat(feed.ended()).isTrue();
        assertThat(values(feed)).isEmpty();
        assertThat(feed.take()).isNull();
        assertThat(rig.open(ALL).limit(0).take()).isNull();
    }

    @Test
    void shouldAllowRandomNumbersAndRefuseNow() {
        write();

        assertThat(values(rig.open(ALL).filter(random().ge(0)))).hasSize(4);
        refused(QueryException.Reason.NOW_AFTER_CHANGES, feed -> feed.map(now()));
        refused(
                QueryException.Reason.NOW_AFTER_CHANGES,
                feed -> feed.filter(row("at").gt(now())));
    }

    @Test
    void shouldRefuseArgumentsThatMakeNoSense() {
        refused(QueryException.Reason.BAD_ARGUMENT, feed -> feed.limit(-1));
        refused(QueryException.Reason.BAD_ARGUMENT, feed -> feed.field(null));
    }

    private void refused(QueryException.Reason reason, Function<Feed, Feed> step) {
        Feed feed = rig.open(ALL);

        assertThatThrownBy(() -> step.apply(feed))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(feed.released()).isTrue();
        assertThat(rig.released).contains(feed);
    }

    @Test
    void shouldTakeStepsOnlyBeforeTheFirstEventIsAskedFor() {
        Feed feed = rig.open(ALL);
        values(feed);

        assertThatThrownBy(() -> feed.limit(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> rig.open(ALL).union(feed)).isInstanceOf(IllegalStateException.class);
        assertThat(values(feed)).isEmpty();
    }

    @Test
    void shouldUniteFeedsInTheOrderOfTheJournal() {
        int other = rig.createTable("other");
        Feed second = rig.open(FeedRig.table(other), ALL);
        Feed feed = rig.open(ALL.includeTypes())
                .union(second, rig.open(ALL).field("new_val"))
                .limit(6);
        rig.put(other, "k", Map.of("id", "k"));
        rig.put("x", "a", 1);
        rig.put(other, "k", null);
        rig.put("x", "a", 2);

        assertThat(values(feed))
                .containsExactly(
                        "3 {\"new_val\":{\"id\":\"k\"},\"old_val\":null}",
                        "4 {\"new_val\":{\"a\":1,\"id\":\"x\"},\"old_val\":null,\"type\":\"add\"}",
                        "4 {\"a\":1,\"id\":\"x\"}",
                        "5 {\"new_val\":null,\"old_val\":{\"id\":\"k\"}}",
                        "6 {\"new_val\":{\"a\":2,\"id\":\"x\"},\"old_val\":{\"a\":1,\"id\":\"x\"},\"type\":\"change\"}",
                        "6 {\"a\":2,\"id\":\"x\"}");
        assertThat(feed.ended()).isTrue();
        assertThat(feed.position()).isEqualTo(6);
        assertThat(rig.released).hasSize(2).doesNotContain(feed);
        assertThatThrownBy(() -> second.limit(1)).isInstanceOf(IllegalStateException.class);
        assertThat(second.take()).isNull();
        feed.close();
        assertThat(rig.released).hasSize(3);
    }

    @Test
    void shouldStandAtTheLeastPositionOfUnitedFeeds() {
        Feed second = rig.open(ALL);
        Feed feed = rig.open(ALL).union(second);
        second.close();
        rig.put("x", "a", 1);
        rig.put("x", "a", 2);

        assertThat(FeedRig.poll(feed, 1)).hasSize(1);
        assertThat(feed.position()).isEqualTo(1);
        assertThat(FeedRig.poll(feed, 2)).hasSize(2);
        assertThat(feed.position()).isEqualTo(2);
        assertThat(FeedRig.poll(feed)).hasSize(1);
        assertThat(feed.position()).isEqualTo(3);
    }

    @Test
    void shouldStayBeforeTheLastEventOfAUnitedFeedUntilItArrives() {
        int other = rig.createTable("other");
        Feed feed = rig.open(ALL).limit(1).union(rig.open(FeedRig.table(other), ALL));
        long first = rig.put(other, "k", Map.of("id", "k"));
        long second = rig.put("x", "a", 1);
        rig.put("x", "a", 2);

        assertThat(FeedRig.poll(feed, 1)).hasSize(1);
        assertThat(feed.position()).isEqualTo(first);
        assertThat(FeedRig.poll(feed, 1)).hasSize(1);
        assertThat(feed.position()).isGreaterThanOrEqualTo(second);
    }

    @Test
    void shouldRefuseToUniteAFeedWithItselfOrAClosedOne() {
        Feed feed = rig.open(ALL);
        assertThatThrownBy(() -> feed.union(feed)).isInstanceOf(QueryException.class);
        Feed twice = rig.open(ALL);
        assertThatThrownBy(() -> rig.open(ALL).union(twice, twice)).isInstanceOf(QueryException.class);
        twice.close();
        assertThatThrownBy(() -> rig.open(ALL).union(twice)).isInstanceOf(QueryException.class);
    }

    @Test
    void shouldDeliverWhatCameBeforeAUnitedFeedHasFailed() {
        int other = rig.createTable("other");
        Feed feed = rig.open(FeedRig.table(other), ALL).union(rig.open(ALL));
        rig.put("x", "a", 1);
        rig.dropTable(other);
        rig.put("x", "a", 2);
        int[] count = new int[1];

        assertThatThrownBy(() -> feed.poll(change -> count[0]++, 10))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.reason()).isEqualTo(FeedException.Reason.TABLE_DROPPED));
        assertThat(count[0]).isEqualTo(1);
    }
}
