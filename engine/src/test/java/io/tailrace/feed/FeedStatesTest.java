package io.tailrace.feed;

import static io.tailrace.feed.FeedRig.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedStatesTest {
    private static final ChangesOptions VERBATIM = ChangesOptions.squash(false);
    private static final List<ChangesOptions> MODES =
            List.of(VERBATIM, ChangesOptions.squash(true), ChangesOptions.squash(Duration.ofDays(1)));

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldSayThatItIsReadyWithoutInitialValues() {
        for (ChangesOptions options : MODES) {
            assertThat(values(rig.open(options.includeStates()))).containsExactly("1 {\"state\":\"ready\"}");
            assertThat(values(rig.open(options.includeStates().includeTypes())))
                    .containsExactly("1 {\"state\":\"ready\",\"type\":\"state\"}");
        }
    }

    @Test
    void shouldShowInitialValuesBetweenTheStatesAndThenChanges() {
        for (ChangesOptions options : MODES.subList(0, 2)) {
            rig.put("x", "a", 1);
            long state = rig.lastSequence();
            Feed feed = rig.open(options.includeStates().includeInitial().includeTypes());
            rig.put("x", "a", 2);

            assertThat(values(feed))
                    .containsExactly(
                            state + " {\"state\":\"initializing\",\"type\":\"state\"}",
                            state + " {\"new_val\":{\"a\":1,\"id\":\"x\"},\"type\":\"initial\"}",
                            state + " {\"state\":\"ready\",\"type\":\"state\"}",
                            state + 1 + " {\"new_val\":{\"a\":2,\"id\":\"x\"},\"old_val\":{\"a\":1,\"id\":\"x\"},"
                                    + "\"type\":\"change\"}");
            assertThat(feed.position()).isEqualTo(state + 1);
        }
    }

    @Test
    void shouldSendBothStatesOfAnEmptyResult() {
        assertThat(values(rig.open(VERBATIM.includeStates().includeInitial())))
                .containsExactly("1 {\"state\":\"initializing\"}", "1 {\"state\":\"ready\"}");
    }

    @Test
    void shouldStayAtTheStartWhileInitialValuesAreDelivered() {
        rig.put("x", "a", 1);
        rig.put("y", "a", 1);
        Feed feed = rig.open(VERBATIM.includeInitial());
        rig.put("x", "a", 2);

        assertThat(FeedRig.poll(feed, 2)).hasSize(2);
        assertThat(feed.position()).isEqualTo(3);
        assertThat(FeedRig.poll(feed, 2)).hasSize(1);
        assertThat(feed.position()).isEqualTo(4);
    }

    @Test
    void shouldLetGoOfTheMembersWhenAllInitialValuesAreShown() {
        rig.put("x", "a", 1);
        Feed feed = rig.open(ChangesOptions.squash(false).includeInitial());
        JournalReader members = rig.readers.get(rig.readers.size() - 1);
        assertThat(values(feed)).hasSize(1);
        rig.put("x", "a", 2);

        assertThat(members.next()).isFalse();
        assertThat(values(feed)).hasSize(1);
    }

    @Test
    void shouldFilterAndProjectInitialValues() {
        rig.put("x", "a", 1);
        rig.put("y", "a", 2);
        Transforms transforms = Transforms.none()
                .filter(document -> document.longValue("a") > 1)
                .pluck("a");

        assertThat(values(rig.open(transforms, VERBATIM.includeInitial())))
                .containsExactly("3 {\"new_val\":{\"a\":2}}");
    }

    @Test
    void shouldStartAPointFeedWithItsValueAlsoIfThereIsNone() {
        rig.put("x", "a", 1);
        Source there = rig.keys(Source.Kind.POINT, rig.only("x", 1));
        Source missing = rig.keys(Source.Kind.POINT, rig.only("y", 1));

        assertThat(values(rig.open(there, ChangesOptions.defaults())))
                .containsExactly("2 {\"new_val\":{\"a\":1,\"id\":\"x\"}}");
        Feed feed = rig.open(missing, VERBATIM.includeTypes());
        assertThat(values(feed)).containsExactly("2 {\"new_val\":null,\"type\":\"initial\"}");
        assertThat(values(rig.open(there, VERBATIM.fromStart()))).hasSize(1);
        assertThat(values(rig.open(missing, VERBATIM.includeInitial(false)))).isEmpty();
        rig.put("y", "a", 1);
        rig.delete("y");
        rig.put("y", "a", 2);
        assertThat(values(feed)).hasSize(3);
    }

    @Test
    void shouldShowInitialValuesOfTheStateBeforeTheStart() {
        rig.put("x", "a", 1);
        rig.put("x", "a", 2);
        rig.put("y", "a", 1);

        assertThat(values(rig.open(VERBATIM.includeInitial().from(3))))
                .containsExactly(
                        "2 {\"new_val\":{\"a\":1,\"id\":\"x\"}}",
                        "3 {\"new_val\":{\"a\":2,\"id\":\"x\"},\"old_val\":{\"a\":1,\"id\":\"x\"}}",
                        "4 {\"new_val\":{\"a\":1,\"id\":\"y\"},\"old_val\":null}");
        assertThat(values(rig.open(VERBATIM.includeInitial().fromStart()))).hasSize(3);
        assertThatThrownBy(() -> rig.open(VERBATIM.includeInitial().from(6)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("from=6");
    }

    @Test
    void shouldSendTheStatesOfAUnionOnce() {
        int other = rig.createTable("other");
        rig.put("x", "a", 1);
        rig.put(other, "k", Map.of("id", "k"));
        List<Selection> both = List.of(
                new Selection(FeedRig.table(other), Transforms.none()),
                new Selection(FeedRig.table(0), Transforms.none()));

        assertThat(values(rig.open(both, VERBATIM.includeStates().includeInitial())))
                .containsExactly(
                        "4 {\"state\":\"initializing\"}",
                        "4 {\"new_val\":{\"id\":\"k\"}}",
                        "4 {\"new_val\":{\"a\":1,\"id\":\"x\"}}",
                        "4 {\"state\":\"ready\"}");
    }

    @Test
    void shouldTellTheKindOfAnEvent() {
        rig.put("x", "a", 1);
        Feed feed = rig.open(VERBATIM.includeStates().includeInitial());
        rig.delete("x");
        StringBuilder kinds = new StringBuilder();

        feed.poll(
                change -> kinds.append(change.kind())
                        .append(' ')
                        .append(change.type())
                        .append(' ')
                        .append(change.ordinal() + change.timeNs() + change.skipped())
                        .append(change.oldValue() != null)
                        .append(change.newValue() != null)
                        .append(change.oldOffset() + change.newOffset())
                        .append('\n'),
                10);

        assertThat(kinds)
                .hasToString("INITIALIZING STATE 0falsefalse-2\nINITIAL INITIAL 0falsetrue-2\n"
                        + "READY STATE 0falsefalse-2\nCHANGE REMOVE 0truefalse-2\n");
    }

    @Test
    void shouldTellEventsAsText() {
        rig.put("x", "a", 1);
        Feed feed = rig.open(VERBATIM.includeStates().includeInitial());
        rig.delete("x");
        StringBuilder text = new StringBuilder();

        feed.poll(change -> text.append(change).append('\n'), 10);

        assertThat(text)
                .hasToString("{\"seq\":2,\"state\":\"initializing\"}\n"
                        + "{\"seq\":2,\"new_val\":{\"a\":1,\"id\":\"x\"}}\n"
                        + "{\"seq\":2,\"state\":\"ready\"}\n"
                        + "{\"seq\":3,\"old_val\":{\"a\":1,\"id\":\"x\"},\"new_val\":null}\n");
    }

    @Test
    void shouldEndWhenALambdaThrowsInTheInitialRead() {
        rig.put("x", "a", 1);
        Feed feed =
                rig.open(Transforms.none().filter(document -> document.longValue("b") > 1), VERBATIM.includeInitial());

        assertThatThrownBy(() -> values(feed))
                .hasCauseInstanceOf(DocumentException.class)
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.reason()).isEqualTo(FeedException.Reason.USER_CODE));
    }

    @Test
    void shouldRefuseOffsetsWithoutAnOrder() {
        for (Source source :
                List.of(FeedRig.table(0), rig.keys(Source.Kind.POINT, rig.only("x", 1)), rig.keys(Source.Kind.RANGE))) {
            assertThatThrownBy(() -> rig.open(source, VERBATIM.includeOffsets()))
                    .isInstanceOfSatisfying(
                            QueryException.class,
                            e -> assertThat(e.reason()).isEqualTo(QueryException.Reason.OFFSETS_UNSUPPORTED));
        }
    }

    @Test
    void shouldBuildAnEventOfDocumentsOfTheDeepestNesting() {
        Object nested = List.of();
        for (int level = 2; level < rig.dictionary.limits().depth(); level++) {
            nested = List.of(nested);
        }
        rig.put(0, "x", Map.of("id", "x", "a", nested));
        rig.put(0, "x", Map.of("id", "x", "a", nested, "b", 1L));

        assertThat(values(rig.open(VERBATIM.fromStart()))).hasSize(2);
    }
}
