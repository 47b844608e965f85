package io.tailrace.feed;

import static io.tailrace.feed.FeedRig.poll;
import static io.tailrace.feed.FeedRig.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.FeedException;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedSourcesTest {
    private static final ChangesOptions ALL = ChangesOptions.squash(false).fromStart();
    private static final ChangesOptions ON_READ = ChangesOptions.squash(true).fromStart();

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldFollowOneKey() {
        Feed feed = rig.open(rig.keys(Source.Kind.POINT, rig.only("k", 1)), ALL);
        rig.put("j", "a", 1);
        rig.put("k", "a", 1);
        rig.put("kk", "a", 1);
        rig.delete("k");
        rig.put("k", "a", 2);

        assertThat(poll(feed))
                .containsExactly("3@0 none -> {a=1, id=k}", "5@0 {a=1, id=k} -> none", "6@0 none -> {a=2, id=k}");
        assertThat(feed.position()).isEqualTo(6);
    }

    @Test
    void shouldFollowARangeOfKeys() {
        Feed feed = rig.open(rig.keys(Source.Kind.RANGE, rig.between("b", "d")), ON_READ);
        for (String id : List.of("a", "b", "c", "ca", "d", "e")) {
            rig.put(id, "a", 1);
        }

        assertThat(poll(feed))
                .containsExactly("3@0 none -> {a=1, id=b}", "4@0 none -> {a=1, id=c}", "5@0 none -> {a=1, id=ca}");
        assertThat(feed.position()).isEqualTo(7);
    }

    @Test
    void shouldShowADocumentAsOftenAsItsKeyIsListed() {
        Source source = rig.keys(Source.Kind.KEYS, rig.only("a", 3), rig.only("c", 1));
        Feed verbatim = rig.open(source, ALL);
        Feed onRead = rig.open(source, ON_READ);
        rig.put("a", "a", 1);
        rig.put("b", "a", 1);
        rig.put("c", "a", 1);
        rig.put("a", "a", 2);

        assertThat(ordinals(verbatim)).containsExactly("2/0", "2/1", "2/2", "4/0", "5/0", "5/1", "5/2");
        assertThat(ordinals(onRead)).containsExactly("5/0", "5/1", "5/2", "4/0");
        assertThat(values(rig.open(source, ALL.fromNow().includeInitial()))).hasSize(4);
    }

    private static List<String> ordinals(Feed feed) {
        List<String> ordinals = new ArrayList<>();
        feed.poll(change -> ordinals.add(change.sequence() + "/" + change.ordinal()), 100);
        return ordinals;
    }

    @Test
    void shouldStayBeforeAChangeUntilAllItsEventsAreDelivered() {
        Feed feed = rig.open(rig.keys(Source.Kind.KEYS, rig.only("a", 2)), ALL);
        rig.put("a", "a", 1);

        assertThat(poll(feed, 1)).hasSize(1);
        assertThat(feed.position()).isEqualTo(1);
        assertThat(poll(feed, 1)).hasSize(1);
        assertThat(feed.position()).isEqualTo(2);
    }

    @Test
    void shouldNeverShowAnythingOfAnEmptySource() {
        Feed feed = rig.open(rig.keys(Source.Kind.KEYS), ALL.includeStates().includeInitial());
        rig.put("a", "a", 1);

        assertThat(values(feed)).containsExactly("0 {\"state\":\"initializing\"}", "0 {\"state\":\"ready\"}");
    }

    @Test
    void shouldShowADocumentOnceForEachBranchOfAUnion() {
        int other = rig.createTable("other");
        List<Selection> union = List.of(
                new Selection(rig.keys(Source.Kind.RANGE, rig.between("a", "c")), Transforms.none()),
                new Selection(
                        rig.keys(Source.Kind.RANGE, rig.between("b", "d")),
                        Transforms.none().pluck("a")),
                new Selection(FeedRig.table(other), Transforms.none()));
        Feed verbatim = rig.open(union, ALL);
        Feed onRead = rig.open(union, ON_READ);
        rig.put("a", "a", 1);
        rig.put("b", "a", 1);
        rig.put(other, "b", Map.of("id", "b"));
        rig.put("c", "a", 1);
        rig.put("b", "a", 2);

        assertThat(poll(verbatim))
                .containsExactly(
                        "3@0 none -> {a=1, id=a}",
                        "4@0 none -> {a=1, id=b}",
                        "4@0 none -> {a=1}",
                        "5@0 none -> {id=b}",
                        "6@0 none -> {a=1}",
                        "7@0 {a=1, id=b} -> {a=2, id=b}",
                        "7@0 {a=1} -> {a=2}");
        assertThat(poll(onRead))
                .containsExactly(
                        "3@0 none -> {a=1, id=a}",
                        "7@0 none -> {a=2, id=b}",
                        "7@0 none -> {a=2}",
                        "5@0 none -> {id=b}",
                        "6@0 none -> {a=1}");
    }

    @Test
    void shouldFoldOnWhereMemoryWasShortInTheMiddleOfAChange() {
        Feed feed = rig.open(rig.keys(Source.Kind.KEYS, rig.only("a", 20)), ON_READ.pendingBytes(1024));
        rig.put("a", "a", 1);

        assertThat(poll(feed)).hasSize(20).containsOnly("2@0 none -> {a=1, id=a}");
        rig.put("a", "a", 2);
        assertThat(ordinals(feed)).hasSize(20).doesNotHaveDuplicates();
        assertThat(feed.earlyEmissions()).isPositive();
        assertThat(feed.position()).isEqualTo(3);
    }

    private void put(String id, Object value) {
        rig.put(0, id, Map.of("id", id, "a", value));
    }

    @Test
    void shouldFollowTheKeysOfAnIndexBeforeAndAfterTheWrite() {
        Source source = rig.index(0, "row.a", false, rig.between(10L, 20L));
        Feed verbatim = rig.open(source, Transforms.none().pluck("id"), ALL);
        Feed onRead = rig.open(source, Transforms.none().pluck("a"), ON_READ);
        put("x", 5L);
        put("x", 15L);
        put("x", 16L);
        put("x", "text");
        put("x", 12L);
        rig.delete("x");
        put("y", Map.of("no", "key"));
        put("z", 10L);

        assertThat(poll(verbatim))
                .as("leaving and entering is seen, moving inside with an equal view is not")
                .containsExactly(
                        "3@0 none -> {id=x}",
                        "5@0 {id=x} -> none",
                        "6@0 none -> {id=x}",
                        "7@0 {id=x} -> none",
                        "9@0 none -> {id=z}");
        assertThat(poll(onRead)).containsExactly("9@0 none -> {a=10}");
        assertThat(onRead.position()).isEqualTo(9);
    }

    @Test
    void shouldPairTheEntriesOfADocumentInAMultiIndex() {
        Source source = rig.index(0, "row.a", true, rig.only(1L, 2), rig.only(3L, 1));
        Feed verbatim = rig.open(source, Transforms.none().pluck("a"), ALL);
        put("x", List.of(1L, 2L));
        put("x", List.of(3L, 3L, 3L));
        put("x", List.of(4L, 3L));
        put("x", 3L);

        assertThat(poll(verbatim))
                .containsExactly(
                        "2@0 none -> {a=[1, 2]}",
                        "2@0 none -> {a=[1, 2]}",
                        "3@0 {a=[1, 2]} -> {a=[3, 3, 3]}",
                        "3@0 {a=[1, 2]} -> {a=[3, 3, 3]}",
                        "3@0 none -> {a=[3, 3, 3]}",
                        "4@0 {a=[3, 3, 3]} -> {a=[4, 3]}",
                        "4@0 {a=[3, 3, 3]} -> none",
                        "4@0 {a=[3, 3, 3]} -> none",
                        "5@0 {a=[4, 3]} -> {a=3}");
    }

    @Test
    void shouldSquashEachEntryOfADocumentOnItsOwn() {
        Source source = rig.index(0, "row.a", true, rig.between(0L, 10L));
        put("x", List.of(1L));
        Feed feed = rig.open(source, Transforms.none().pluck("a"), ON_READ.fromNow());
        put("x", List.of(1L, 2L, 3L));
        put("x", List.of(1L, 2L));
        put("y", List.of(1L));
        put("x", List.of(1L, 20L));

        assertThat(poll(feed)).containsExactly("6@0 {a=[1]} -> {a=[1, 20]}", "5@0 none -> {a=[1]}");
        put("x", List.of(20L));
        put("x", List.of(1L, 20L));
        assertThat(poll(feed)).isEmpty();
    }

    @Test
    void shouldHideEntriesThatShowEqualValuesButNotSurplusOnes() {
        Source source = rig.index(0, "row.a", true, rig.between(0L, 10L));
        Feed feed = rig.open(source, Transforms.none().pluck("id"), ALL);
        put("x", List.of(1L, 2L));
        put("x", List.of(3L, 4L, 5L));
        put("x", List.of(3L));

        assertThat(poll(feed))
                .containsExactly(
                        "2@0 none -> {id=x}",
                        "2@0 none -> {id=x}",
                        "3@0 none -> {id=x}",
                        "4@0 {id=x} -> none",
                        "4@0 {id=x} -> none");
    }

    @Test
    void shouldEndWhenTheTableOfABranchIsDropped() {
        int other = rig.createTable("other");
        List<Selection> union = List.of(
                new Selection(FeedRig.table(0), Transforms.none()),
                new Selection(FeedRig.table(other), Transforms.none()));
        for (ChangesOptions options : List.of(ALL, ON_READ)) {
            Feed feed = rig.open(union, options);
            rig.put("a" + options, "a", 1);
            if (options == ALL) {
                rig.dropTable(other);
            }
            List<String> events = new ArrayList<>();

            assertThatThrownBy(() -> feed.poll(change -> events.add(FeedRig.text(change)), 10))
                    .isInstanceOfSatisfying(
                            FeedException.class,
                            e -> assertThat(e.reason()).isEqualTo(FeedException.Reason.TABLE_DROPPED));
            assertThat(events).hasSize(1);
        }
    }

    @Test
    void shouldEndWhenItsIndexIsDroppedAndNotWithAnother() {
        rig.createIndex(0, "i", "row.a");
        rig.createIndex(0, "j", "row.a");
        for (ChangesOptions options : List.of(ALL, ON_READ)) {
            Feed feed = rig.open(rig.index(0, "row.a", false, rig.between(0L, 100L)), options);
            rig.put("a" + options, "a", 1);
            if (options == ALL) {
                rig.dropIndex(0, 1);
                rig.dropIndex(0, 0);
            }
            List<String> events = new ArrayList<>();

            assertThatThrownBy(() -> feed.poll(change -> events.add(FeedRig.text(change)), 10))
                    .hasCauseInstanceOf(UnknownIndexException.class)
                    .isInstanceOfSatisfying(
                            FeedException.class,
                            e -> assertThat(e.reason()).isEqualTo(FeedException.Reason.INDEX_DROPPED));
            assertThat(events).hasSize(1);
        }
    }
}
