package io.tailrace.feed;

import static io.tailrace.expression.Expressions.abs;
import static io.tailrace.expression.Expressions.changed;
import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.oldVal;
import static io.tailrace.expression.Expressions.value;
import static io.tailrace.feed.FeedRig.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EvaluationException;
import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import io.tailrace.expression.IndexKeys;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import io.tailrace.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedUpdatesTest {
    private static final ChangesOptions ALL = ChangesOptions.squash(false).fromStart();
    private static final ChangesOptions SQUASHED = ChangesOptions.squash(true).fromStart();
    private static final Expression MOVED = abs(newVal("p").sub(oldVal("p"))).ge(0.5);

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    private void put(Object... namesAndValues) {
        Map<String, Object> document = new HashMap<>(Map.of("id", "x"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            document.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        rig.put(0, "x", document);
    }

    private static List<String> sequences(Feed feed) {
        List<String> sequences = new ArrayList<>();
        feed.poll(change -> sequences.add(change.sequence() + " " + change.type()), 1_000);
        return sequences;
    }

    @Test
    void shouldKeepOnlyTheChangesThatDifferInTheFields() {
        put("bid", 1, "ask", 3, "ts", 1);
        put("bid", 1, "ask", 3, "ts", 2);
        put("bid", 2, "ask", 3, "ts", 3);
        put("bid", 2, "ts", 3);
        put("bid", 2.0, "ts", 4);
        rig.delete("x");
        Feed feed = rig.open(ALL).onlyIf(changed("bid", "ask"));

        assertThat(values(feed))
                .containsExactly(
                        "2 {\"new_val\":{\"ask\":3,\"bid\":1,\"id\":\"x\",\"ts\":1},\"old_val\":null}",
                        "4 {\"new_val\":{\"ask\":3,\"bid\":2,\"id\":\"x\",\"ts\":3},"
                                + "\"old_val\":{\"ask\":3,\"bid\":1,\"id\":\"x\",\"ts\":2}}",
                        "5 {\"new_val\":{\"bid\":2,\"id\":\"x\",\"ts\":3},"
                                + "\"old_val\":{\"ask\":3,\"bid\":2,\"id\":\"x\",\"ts\":3}}",
                        "7 {\"new_val\":null,\"old_val\":{\"bid\":2.0,\"id\":\"x\",\"ts\":4}}");
        assertThat(feed.position()).isEqualTo(7);
        assertThat(feed).asString().contains(".onlyIf(changed(\"bid\", \"ask\")) ");
    }

    @Test
    void shouldCompareFieldsInsideOfOthers() {
        put("book", Map.of("bid", 1, "ask", 2));
        put("book", Map.of("bid", 1, "ask", 3));
        put("book", Map.of("bid", 2, "ask", 3));

        assertThat(sequences(rig.open(ALL).onlyIf(changed(Map.of("book", "bid")))))
                .containsExactly("2 ADD", "4 CHANGE");
        assertThat(sequences(rig.open(ALL).carry(Map.of("book", "ask")))).containsExactly("2 ADD", "4 CHANGE");
    }

    @Test
    void shouldKeepOnlyMovesThatAreLargeEnough() {
        put("p", 10.0);
        put("p", 10.25);
        put("p", 9.75);
        put("p", 10);
        put("q", 1);
        put("p", 1);
        assertThat(sequences(rig.open(ALL).onlyIf(MOVED)))
                .as("what has no price on one side passes")
                .containsExactly("2 ADD", "4 CHANGE", "6 CHANGE", "7 CHANGE");

        put("p", "dear");
        Feed feed = rig.open(ALL).onlyIf(MOVED);
        assertThatThrownBy(() -> sequences(feed))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("sequence=8")
                .cause()
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("expected a number but found STRING");
    }

    @Test
    void shouldLetWhatEntersAndLeavesPassWhateverIsAsked() {
        Transforms cheap = Transforms.none().filter(Expressions.row("p").lt(10), FilterDefault.SKIP);
        put("p", 1);
        put("p", 2);
        put("p", 12);
        put("p", 3);
        for (UnaryOperator<Feed> step : List.<UnaryOperator<Feed>>of(
                feed -> feed.onlyIf(value(false)), feed -> feed.onlyIf(changed("q")), feed -> feed.carry("p"))) {
            assertThat(sequences(step.apply(rig.open(cheap, ALL)))).containsExactly("2 ADD", "4 REMOVE", "5 ADD");
            assertThat(sequences(step.apply(rig.open(
                            cheap, ChangesOptions.squash(false).includeInitial().includeStates()))))
                    .containsExactly("5 STATE", "5 INITIAL", "5 STATE");
        }
    }

    @Test
    void shouldJudgeTheSquashedEventAndForgetWhatItLeavesOut() {
        put("p", 10.0);
        Feed feed = rig.open(SQUASHED).onlyIf(MOVED);
        Feed each = rig.open(ALL).onlyIf(MOVED);
        assertThat(sequences(feed)).containsExactly("2 ADD");
        put("p", 10.25);
        put("p", 10.5);
        assertThat(values(feed))
                .as("from the first old value to the last new one")
                .containsExactly("4 {\"new_val\":{\"id\":\"x\",\"p\":10.5},\"old_val\":{\"id\":\"x\",\"p\":10.0}}");
        for (int i = 0; i < 4; i++) {
            put("p", 10.75 + i / 4.0);
            assertThat(sequences(feed))
                    .as("small moves do not add up over events")
                    .isEmpty();
        }
        put("p", 20);
        assertThat(values(feed))
                .as("the old value is the stored one")
                .containsExactly("9 {\"new_val\":{\"id\":\"x\",\"p\":20},\"old_val\":{\"id\":\"x\",\"p\":11.5}}");
        assertThat(sequences(each)).containsExactly("2 ADD", "9 CHANGE");
    }

    @Test
    void shouldAddUpInsideOfAWindow() {
        put("p", 10.0);
        for (int i = 1; i <= 4; i++) {
            rig.now = 100 + i;
            put("p", 10 + i / 4.0);
        }
        rig.now = 200;
        put("p", 11.25);
        Feed feed = rig.open(ChangesOptions.squash(Duration.ofNanos(100)).fromStart())
                .onlyIf(MOVED);

        assertThat(sequences(feed)).containsExactly("2 ADD", "6 CHANGE");
    }

    @Test
    void shouldCarryFieldsThatMakeNoEventOfTheirOwn() {
        put("p", 1, "ts", 1);
        put("p", 1, "ts", 2);
        put("p", 1);
        put("p", 2, "ts", 4);
        put("p", 2, "ts", 5);
        put("p", 3, "ts", 5);
        Feed feed = rig.open(ALL).carry("ts", "seen");

        assertThat(values(feed))
                .containsExactly(
                        "2 {\"new_val\":{\"id\":\"x\",\"p\":1,\"ts\":1},\"old_val\":null}",
                        "5 {\"new_val\":{\"id\":\"x\",\"p\":2,\"ts\":4},\"old_val\":{\"id\":\"x\",\"p\":1}}",
                        "7 {\"new_val\":{\"id\":\"x\",\"p\":3,\"ts\":5},\"old_val\":{\"id\":\"x\",\"p\":2,\"ts\":5}}");
        assertThat(feed).asString().contains(".carry(\"ts\", \"seen\") ");
        assertThat(sequences(rig.open(SQUASHED).carry("ts"))).containsExactly("7 ADD");
        assertThat(sequences(rig.open(Transforms.none().pluck("ts"), ALL).carry("ts")))
                .containsExactly("2 ADD");
        assertThat(sequences(rig.open(Transforms.none().map(Expressions.row("p")), ALL)
                        .carry("ts")))
                .as("a number has no fields to carry")
                .containsExactly("2 ADD", "5 CHANGE", "7 CHANGE");
    }

    @Test
    void shouldLetADocumentPassThatTakesThePlaceOfAnother() {
        rig.createIndex(0, "i", "row.p");
        Source index = rig.index(0, "row.p", false, rig.between(0, 100));
        Source first = new Source(0, "t", Source.Kind.RANGE, index.index(), index.ranges(), true, false, 2);
        ChangesOptions options =
                ChangesOptions.squash(false).includeInitial(false).from(3);
        rig.put("a", "p", 5, "q", 1);
        rig.put("b", "p", 6, "q", 1);
        rig.put("c", "p", 7, "q", 1);
        rig.put("c", "p", 4, "q", 1); // c comes, b goes
        rig.put("c", "p", 3, "q", 1);
        rig.put("a", "p", 2, "q", 1); // a and c change places
        rig.put("a", "p", 2, "q", 2);

        assertThat(values(rig.open(first, options)
                        .onlyIf(changed("q"))
                        .map(Expressions.array(oldVal("id").defaultTo(0), newVal("id")))))
                .containsExactly("3 [0,\"a\"]", "4 [0,\"b\"]", "6 [\"b\",\"c\"]", "9 [\"a\",\"a\"]");
        assertThat(values(rig.open(first, options.includeOffsets())
                        .onlyIf(changed("q"))
                        .map(Expressions.array(oldVal("id").defaultTo(0), newVal("id")))))
                .containsExactly("3 [0,\"a\"]", "4 [0,\"b\"]", "6 [\"b\",\"c\"]", "8 [\"a\",\"a\"]", "9 [\"a\",\"a\"]");
        assertThat(sequences(rig.open(
                                List.of(
                                        new Selection(first, Transforms.none()),
                                        new Selection(FeedRig.table(0), Transforms.none())),
                                options)
                        .onlyIf(changed("q"))))
                .as("only the first branch has shown another document")
                .containsExactly("3 ADD", "3 ADD", "4 ADD", "4 ADD", "5 ADD", "6 CHANGE", "9 CHANGE", "9 CHANGE");
    }

    @Test
    void shouldRefuseToCompareWhatIsNoEventAnyMore() {
        for (UnaryOperator<Feed> step : List.<UnaryOperator<Feed>>of(
                feed -> feed.map(newVal()),
                feed -> feed.merge(Map.of("a", 1)),
                feed -> feed.pluck("new_val"),
                feed -> feed.without("type"),
                feed -> feed.field("new_val"),
                feed -> feed.union(rig.open(ALL).field("new_val")))) {
            assertThatThrownBy(() -> step.apply(rig.open(ALL)).onlyIf(changed("a")))
                    .isInstanceOf(QueryException.class)
                    .hasMessage("onlyIf compares both sides of an event, and a step before has made something else of"
                            + " it: put onlyIf before map, merge, pluck, without and field");
            assertThatThrownBy(() -> step.apply(rig.open(ALL)).carry("a"))
                    .isInstanceOf(QueryException.class)
                    .hasMessageStartingWith("carry compares both sides");
        }
        assertThatThrownBy(() -> rig.open(ALL).onlyIf(null)).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> rig.open(ALL).onlyIf(Expressions.now())).isInstanceOf(QueryException.class);
        assertThat(sequences(rig.open(ALL)
                        .filter(value(true))
                        .union(rig.open(ALL))
                        .skip(0)
                        .onlyIf(changed("a"))
                        .carry("b")
                        .field("new_val")))
                .isEmpty();
    }

    @Test
    void shouldRefuseToAskBeforeChangesWhetherAnEventHasChanged() {
        assertThatThrownBy(() -> Transforms.none().filter(changed("a").not(), FilterDefault.SKIP))
                .isInstanceOf(QueryException.class)
                .hasMessage("filter=!changed(\"a\") has changed() before changes, where each document stands alone: put"
                        + " it after changes");
        assertThatThrownBy(() -> Transforms.none().map(changed("a"))).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> new IndexKeys(changed("a"), false, rig.dictionary))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("use the document only");
    }

    @Test
    void shouldLeaveOutExactlyTheUpdatesThatDoNotPass() {
        long seed = Seeds.fresh(FeedUpdatesTest.class);
        Random random = new Random(seed);
        RandomMarket market = new RandomMarket(rig, random);
        for (int i = 0; i < 30; i++) {
            market.write(50);
        }
        for (ChangesOptions options : List.of(
                ALL, SQUASHED, ChangesOptions.squash(Duration.ofNanos(40)).fromStart())) {
            assertThat(values(rig.open(options).onlyIf(changed("a", "s"))))
                    .as("tailrace.seed=%d", seed)
                    .isEqualTo(expected(
                            options,
                            (before, after) -> !Objects.equals(before.get("a"), after.get("a"))
                                    || !Objects.equals(before.get("s"), after.get("s"))));
            assertThat(values(rig.open(options).carry("b", "s")))
                    .as("tailrace.seed=%d", seed)
                    .isEqualTo(expected(options, (before, after) -> !Objects.equals(before.get("a"), after.get("a"))));
        }
    }

    private List<String> expected(
            ChangesOptions options, BiPredicate<Map<String, Object>, Map<String, Object>> passes) {
        List<String> events = new ArrayList<>();
        rig.open(options)
                .poll(
                        change -> {
                            if (change.type() != ChangeType.CHANGE
                                    || passes.test(
                                            change.oldVal().toMap(),
                                            change.newVal().toMap())) {
                                events.add(change.sequence() + " " + change.value());
                            }
                        },
                        Integer.MAX_VALUE);
        return events;
    }
}
