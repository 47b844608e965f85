package io.tailrace.feed;

import static io.tailrace.feed.FeedRig.poll;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.query.Transforms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedWindowTest {
    private static final ChangesOptions TEN =
            ChangesOptions.squash(Duration.ofNanos(10)).fromStart();

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    private void put(long timeNs, String key, long value) {
        rig.now = timeNs;
        rig.put(key, "a", value);
    }

    @Test
    void shouldCloseAWindowWhenAChangeOfALaterOneIsMet() {
        Feed feed = rig.open(TEN);
        put(3, "k", 1);
        put(9, "k", 2);
        assertThat(poll(feed)).isEmpty();
        put(10, "k", 3);
        assertThat(poll(feed)).containsExactly("3@9 none -> {a=2, id=k}");
        put(35, "l", 1);
        assertThat(poll(feed)).containsExactly("4@10 {a=2, id=k} -> {a=3, id=k}");
    }

    @Test
    void shouldCloseAWindowWhenTheTimeFloorReachesItsEnd() {
        Feed feed = rig.open(TEN);
        put(3, "k", 1);
        rig.timeFloor = 9;
        assertThat(poll(feed)).isEmpty();
        rig.timeFloor = 10;
        assertThat(poll(feed)).containsExactly("2@3 none -> {a=1, id=k}");
    }

    @Test
    void shouldCloseAWindowByAChangeOfAnotherTable() {
        int other = rig.createTable("other");
        Feed feed = rig.open(TEN);
        put(3, "k", 1);
        rig.now = 12;
        rig.put(other, "k", java.util.Map.of("id", "k"));

        assertThat(poll(feed)).hasSize(1);
    }

    @Test
    void shouldKeepTheOrderOfUnitedFeedsWhereTimePassesWhileTheyAreAsked() {
        Feed feed = rig.open(with(1), TEN).union(rig.open(with(2), TEN));
        put(3, "k", 1);
        put(4, "l", 2);
        rig.timeFloor = 9;
        rig.timeAsked = () -> rig.timeFloor = 10;

        assertThat(poll(feed)).containsExactly("2@3 none -> {a=1, id=k}", "3@4 none -> {a=2, id=l}");
    }

    private static Transforms with(long a) {
        return Transforms.none().filter(document -> document.longValue("a") == a);
    }

    @Test
    void shouldFinishAWindowAcrossReadsBeforeFoldingTheNext() {
        Feed feed = rig.open(TEN);
        put(1, "x", 1);
        put(2, "y", 1);
        put(11, "x", 2);
        put(21, "x", 3);

        assertThat(poll(feed, 1)).containsExactly("2@1 none -> {a=1, id=x}");
        assertThat(poll(feed, 2)).containsExactly("3@2 none -> {a=1, id=y}", "4@11 {a=1, id=x} -> {a=2, id=x}");
    }

    @Test
    void shouldEndWithTheLastWindowWhenItIsBounded() {
        Feed feed = rig.open(TEN.until(3));
        put(1, "x", 1);
        put(2, "y", 1);
        put(3, "x", 2);

        assertThat(poll(feed, 1)).containsExactly("2@1 none -> {a=1, id=x}");
        assertThat(feed.ended()).isFalse();
        assertThat(poll(feed, 1)).containsExactly("3@2 none -> {a=1, id=y}");
        assertThat(feed.ended()).isTrue();
    }

    @Test
    void shouldAlignWindowsToTheEpochAlsoBeforeIt() {
        try (FeedRig early = new FeedRig()) {
            early.now = -15;
            early.createTable("t");
            for (long timeNs : new long[] {-11, -10, -1, 0, 10}) {
                early.now = timeNs;
                early.put("k", "a", timeNs);
            }

            assertThat(poll(early.open(TEN)))
                    .containsExactly(
                            "2@-11 none -> {a=-11, id=k}",
                            "4@-1 {a=-11, id=k} -> {a=-1, id=k}",
                            "5@0 {a=-1, id=k} -> {a=0, id=k}");
        }
    }

    @Test
    void shouldResumeWithTheSameEventsFromItsPosition() {
        Feed feed = rig.open(TEN);
        put(1, "x", 1);
        put(2, "y", 1);
        put(3, "x", 2);
        put(4, "z", 2);
        put(10, "x", 3);
        List<String> all = poll(rig.open(TEN));

        assertThat(poll(feed, 1)).containsExactly(all.get(0));
        assertThat(feed.position()).as("x spans y").isEqualTo(1);
        assertThat(poll(feed, 1)).containsExactly(all.get(1));
        assertThat(feed.position()).isEqualTo(4);
        assertThat(poll(rig.open(TEN.from(5)))).isEqualTo(all.subList(2, 3));
    }

    @Test
    void shouldNotResumeInsideAnEntryThatHasCancelledItself() {
        Feed feed = rig.open(TEN);
        put(1, "x", 1);
        put(11, "x", 2);
        put(12, "y", 1);
        put(13, "x", 1);

        assertThat(poll(feed)).hasSize(1);
        assertThat(feed.position()).isEqualTo(2);
        put(20, "z", 1);
        assertThat(poll(feed)).containsExactly("4@12 none -> {a=1, id=y}");
        assertThat(poll(rig.open(TEN.from(3)))).containsExactly("4@12 none -> {a=1, id=y}");
    }
}
