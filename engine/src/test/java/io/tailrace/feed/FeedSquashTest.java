package io.tailrace.feed;

import static io.tailrace.feed.FeedRig.poll;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Field;
import io.tailrace.query.Transforms;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedSquashTest {
    private static final ChangesOptions ALL = ChangesOptions.defaults().fromStart();

    private final FeedRig rig = FeedRig.withTable("t");
    private final Field a = rig.dictionary.field("a");

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldDeliverTheFirstOldWithTheLastNewValue() {
        rig.put(0, "1", Map.of("id", "1", "name", "Fred", "admin", true));
        Feed feed = rig.open(ChangesOptions.defaults());
        rig.now = 1;
        rig.put(0, "1", Map.of("id", "1", "name", "George", "admin", true));
        rig.now = 2;
        rig.put(0, "1", Map.of("id", "1", "name", "George", "admin", false));
        rig.now = 3;
        rig.put(0, "1", Map.of("id", "1", "name", "Jay", "admin", false));

        assertThat(poll(feed)).containsExactly("5@3 {admin=true, id=1, name=Fred} -> {admin=false, id=1, name=Jay}");
        assertThat(feed.position()).isEqualTo(5);
    }

    @Test
    void shouldFoldWritesOfOneKeyByTheirNetEffect() {
        Feed feed = rig.open(ALL);
        rig.put("old", "a", 1);
        rig.put("same", "a", 1);
        poll(feed);
        rig.put("new", "a", 1);
        rig.put("new", "a", 2);
        rig.put("old", "a", 2);
        rig.delete("old");
        rig.delete("same");
        rig.put("same", "a", 3);

        assertThat(poll(feed))
                .containsExactly(
                        "5@0 none -> {a=2, id=new}",
                        "7@0 {a=1, id=old} -> none",
                        "9@0 {a=1, id=same} -> {a=3, id=same}");
    }

    @Test
    void shouldDropWhatCancelsItself() {
        Feed feed = rig.open(ALL);
        rig.put("kept", "a", 1);
        poll(feed);
        rig.put("short", "a", 1);
        rig.delete("short");
        rig.put("kept", "a", 2);
        rig.put("kept", "a", 1);
        rig.delete("kept");
        rig.put("kept", "a", 1);

        assertThat(poll(feed)).isEmpty();
        assertThat(feed.position()).isEqualTo(rig.lastSequence());
    }

    @Test
    void shouldQueueAKeyAnewAfterItHasCancelledItself() {
        Feed feed = rig.open(ALL);
        rig.put("first", "a", 1);
        rig.put("second", "a", 1);
        rig.delete("first");
        rig.put("first", "a", 2);

        assertThat(poll(feed)).containsExactly("3@0 none -> {a=1, id=second}", "5@0 none -> {a=2, id=first}");
    }

    @Test
    void shouldGiveAKeyItsPlaceAtItsFirstVisibleChange() {
        Feed feed = rig.open(Transforms.none().filter(document -> document.longValue(a) > 1), ALL);
        rig.put("first", "a", 1);
        rig.put("second", "a", 2);
        rig.put("first", "a", 2);
        rig.put("first", "a", 1);
        rig.put("first", "a", 5);

        assertThat(poll(feed)).containsExactly("3@0 none -> {a=2, id=second}", "6@0 none -> {a=5, id=first}");
    }

    @Test
    void shouldCancelByViewValues() {
        Feed feed = rig.open(Transforms.none().filter(d -> d.longValue(a) > 1).pluck("a"), ALL);
        rig.put("k", "a", 2, "b", 1);
        poll(feed);
        rig.put("k", "a", 0, "b", 1);
        rig.put("k", "a", 2, "b", 7);

        assertThat(poll(feed)).isEmpty();
    }

    @Test
    void shouldKeepWhatIsBeyondTheLimitPendingAndFoldOn() {
        Feed feed = rig.open(ALL);
        rig.put("x", "a", 1);
        rig.put("y", "a", 1);
        rig.put("z", "a", 1);

        assertThat(poll(feed, 1)).containsExactly("2@0 none -> {a=1, id=x}");
        assertThat(feed.position()).isEqualTo(2);
        rig.put("x", "a", 2);
        rig.put("z", "a", 2);
        rig.delete("y");
        assertThat(poll(feed, 1)).containsExactly("6@0 none -> {a=2, id=z}");
        assertThat(feed.position()).isEqualTo(4);
        assertThat(poll(feed, 9)).containsExactly("5@0 {a=1, id=x} -> {a=2, id=x}");
        assertThat(feed.position()).isEqualTo(7);
    }

    @Test
    void shouldNotCancelWhatAnEarlierFeedMayHaveDelivered() {
        Feed feed = rig.open(ALL);
        rig.put("x", "a", 1);
        rig.put("y", "a", 1);
        rig.put("x", "a", 2);
        assertThat(poll(feed, 1)).containsExactly("4@0 none -> {a=2, id=x}");
        assertThat(feed.position()).isEqualTo(2);
        rig.put("x", "a", 1);

        Feed resumed = rig.open(ChangesOptions.defaults().resume(2));
        rig.put("x", "a", 3);
        rig.put("x", "a", 4);

        assertThat(poll(resumed))
                .containsExactly(
                        "3@0 none -> {a=1, id=y}",
                        "4@0 {a=1, id=x} -> {a=2, id=x}",
                        "5@0 {a=2, id=x} -> {a=1, id=x}",
                        "7@0 {a=1, id=x} -> {a=4, id=x}");
    }

    @Test
    void shouldDeliverBeforeItsTimeWhenTheBoundOfPendingChangesIsReached() {
        Feed feed = rig.open(ALL.pendingBytes(1024));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 40; i++) {
                rig.put("k" + i, "a", round);
            }
        }

        assertThat(poll(feed, 5)).hasSize(5);
        assertThat(feed.position()).isEqualTo(6);
        int rest = poll(feed).size();
        assertThat(rest).isBetween(100, 115);
        assertThat(feed.earlyEmissions()).isBetween(100L, 119L);
        assertThat(feed.position()).isEqualTo(rig.lastSequence());
    }

    @Test
    void shouldDeliverAllOfTheReadBeforeTheEndAskedFor() {
        Feed feed = rig.open(ALL.until(4));
        rig.put("x", "a", 1);
        rig.put("x", "a", 2);
        rig.put("y", "a", 2);
        rig.put("x", "a", 3);

        assertThat(poll(feed, 1)).containsExactly("3@0 none -> {a=2, id=x}");
        assertThat(feed.ended()).isFalse();
        assertThat(poll(feed, 1)).containsExactly("4@0 none -> {a=2, id=y}");
        assertThat(feed.ended()).isTrue();
    }
}
