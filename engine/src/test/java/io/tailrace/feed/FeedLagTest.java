package io.tailrace.feed;

import static io.tailrace.feed.FeedRig.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.error.FeedException;
import io.tailrace.error.LagException;
import io.tailrace.error.QueryException;
import io.tailrace.query.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a feed that falls behind further than its options say. */
@Timeout(60)
class FeedLagTest {
    private static final ChangesOptions EVERY_CHANGE = ChangesOptions.squash(false);
    private static final ChangesOptions CONFLATED = EVERY_CHANGE.conflateBeyond(Lag.changes(4));

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    private void write(int changes) {
        for (int i = 0; i < changes; i++) {
            rig.put("k" + i % 2, "a", rig.lastSequence());
        }
    }

    private static List<String> sequences(Feed feed, int limit) {
        List<String> events = new ArrayList<>();
        feed.poll(
                change -> events.add(
                        change.kind() == ChangeKind.CHANGE ? Long.toString(change.sequence()) : change.kind() + ""),
                limit);
        return events;
    }

    @Test
    void shouldSquashWhatWasMissedAndEveryChangeAgainWhenItHasCaughtUp() {
        Feed feed = rig.open(CONFLATED);
        write(4);
        assertThat(sequences(feed, 100)).containsExactly("2", "3", "4", "5");
        write(5);
        assertThat(sequences(feed, 100)).containsExactly("10", "9");
        assertThat(feed.isConflating()).isTrue();
        write(2);
        assertThat(sequences(feed, 100)).containsExactly("11", "12");
        assertThat(feed.isConflating()).isFalse();
        write(4);
        assertThat(sequences(feed, 100)).containsExactly("13", "14", "15", "16");
        assertThat(feed.position()).isEqualTo(16);
    }

    @Test
    void shouldSayWhereSquashingBeginsAndEnds() {
        Feed feed = rig.open(CONFLATED.includeStates());
        write(5);
        assertThat(values(feed))
                .containsExactly(
                        "1 {\"state\":\"ready\"}",
                        "1 {\"state\":\"conflating\"}",
                        "6 {\"new_val\":{\"a\":5,\"id\":\"k0\"},\"old_val\":null}",
                        "5 {\"new_val\":{\"a\":4,\"id\":\"k1\"},\"old_val\":null}");
        write(3);
        assertThat(sequences(feed, 100)).containsExactly("9", "8");
        assertThat(sequences(feed, 100)).containsExactly("CAUGHT_UP");
        assertThat(sequences(feed, 100)).isEmpty();
        write(3);
        assertThat(sequences(feed, 100)).containsExactly("10", "11", "12");
    }

    @Test
    void shouldGoOnSquashingWhatWaitsWhereALimitStops() {
        Feed feed = rig.open(CONFLATED.includeStates());
        write(6);
        assertThat(sequences(feed, 3)).containsExactly("READY", "CONFLATING", "6");
        assertThat(feed.position()).isEqualTo(2);
        rig.put("k1", "a", -1);
        rig.put("k0", "a", -1);
        assertThat(sequences(feed, 100)).containsExactly("8", "9", "CAUGHT_UP");
    }

    @Test
    void shouldDeliverAllOfAChangeThatWasBegunBeforeItSquashes() {
        Feed feed = rig.open(rig.keys(Source.Kind.RANGE, rig.only("k0", 2)), CONFLATED);
        rig.put("k0", "a", 1);
        assertThat(sequences(feed, 1)).containsExactly("2");
        for (int i = 0; i < 5; i++) {
            rig.put("k0", "a", 10 + i);
        }
        assertThat(sequences(feed, 100)).containsExactly("2", "7", "7");
    }

    @Test
    void shouldMeasureTimeFromTheFirstMissedToTheLastCommittedChange() {
        Feed feed = rig.open(EVERY_CHANGE.conflateBeyond(Lag.time(Duration.ofNanos(10))));
        rig.put("k", "a", 1);
        rig.now = 10;
        rig.put("k", "a", 2);
        assertThat(sequences(feed, 100)).containsExactly("2", "3");
        rig.now = 100;
        rig.put("k", "a", 3);
        assertThat(sequences(feed, 100)).containsExactly("4");
        rig.put("k", "a", 4);
        rig.now = 111;
        rig.put("k", "a", 5);
        assertThat(sequences(feed, 100)).containsExactly("6");
    }

    @Test
    void shouldMeasureBytesOfTheJournal() {
        rig.bytesPerChange = 100;
        Feed feed = rig.open(EVERY_CHANGE.conflateBeyond(Lag.bytes(500)));
        write(5);
        assertThat(sequences(feed, 100)).hasSize(5);
        write(6);
        assertThat(sequences(feed, 100)).hasSize(2);
    }

    @Test
    void shouldAskHowMuchJournalThereIsOnlyWhereAFeedOfTheGroupCountsIt() {
        rig.bytesPerChange = 100;
        FeedGroup group = rig.group(Assertions::fail);
        List<Long> events = new ArrayList<>();
        group.add(rig.open(EVERY_CHANGE), change -> {});
        group.add(rig.open(CONFLATED), change -> {});
        int opening = rig.bytesAsked;
        write(4);
        group.poll(100);
        assertThat(rig.bytesAsked).isEqualTo(opening);

        group.add(rig.open(EVERY_CHANGE.conflateBeyond(Lag.bytes(500))), change -> events.add(change.sequence()));
        for (int round = 0; round < 2; round++) { // where it comes, and where it stands with others
            write(6);
            group.poll(100);
            assertThat(events).hasSize(2);
            events.clear();
            write(1);
            group.poll(100);
            group.poll(100);
            events.clear();
        }
        assertThat(rig.bytesAsked).isGreaterThan(opening);
    }

    @Test
    void shouldEndBeyondALagAndGoOnFromThePositionThatItGives() {
        Feed feed = rig.open(EVERY_CHANGE.failBeyond(Lag.changes(4)));
        write(4);
        assertThat(sequences(feed, 3)).containsExactly("2", "3", "4");
        write(4);

        FeedException failure = catchThrowableOfType(FeedException.class, () -> sequences(feed, 100));

        assertThat(failure.reason()).isEqualTo(FeedException.Reason.LAG);
        assertThat(failure.sequence()).isEqualTo(5);
        LagException lag = (LagException) failure.getCause();
        assertThat(lag.position()).isEqualTo(4).isEqualTo(feed.position());
        assertThat(lag).hasMessageContaining("lag=5 changes allowed=4 changes position=4");
        assertThatThrownBy(() -> sequences(feed, 100)).isSameAs(failure);
        Feed next = rig.open(EVERY_CHANGE.failBeyond(Lag.changes(4)).resume(lag.position()));
        assertThat(sequences(next, 100)).containsExactly("5", "6", "7", "8", "9");
    }

    /** Resumed where only the one that is too far behind stands, the union would lose what the others have waiting. */
    @Test
    void shouldGiveThePositionOfAllThatAreUnitedWhenOneFallsBehind() {
        Feed feed = rig.open(EVERY_CHANGE.failBeyond(Lag.changes(4)))
                .union(rig.open(ChangesOptions.squash(Duration.ofDays(1))));
        write(1);
        assertThat(sequences(feed, 100)).containsExactly("2");
        write(5);

        FeedException failure = catchThrowableOfType(FeedException.class, () -> sequences(feed, 100));

        LagException lag = (LagException) failure.getCause();
        assertThat(lag.position()).isEqualTo(1).isEqualTo(feed.position());
        assertThat(lag).hasMessageContaining("lag=5 changes allowed=4 changes position=1");
        assertThat(failure.sequence()).isEqualTo(3);
    }

    @Test
    void shouldEndOneThatHasCaughtUpOnceOnly() {
        write(9);
        Feed feed = rig.open(EVERY_CHANGE.failBeyond(Lag.changes(4)).fromStart());
        assertThat(sequences(feed, 3)).hasSize(3);
        assertThat(sequences(feed, 4)).hasSize(4);
        assertThat(sequences(feed, 100)).hasSize(2);
        write(5);
        assertThatThrownBy(() -> sequences(feed, 100)).hasRootCauseInstanceOf(LagException.class);
    }

    @Test
    void shouldEndSquashedFeedsAndWindowsToo() {
        for (ChangesOptions options : List.of(ChangesOptions.defaults(), ChangesOptions.squash(Duration.ofNanos(5)))) {
            Feed feed = rig.open(options.failBeyond(Lag.changes(4)));
            write(5);
            rig.now += 10;
            rig.timeFloor = rig.now;
            long position = feed.position();
            assertThatThrownBy(() -> sequences(feed, 100)).hasRootCauseInstanceOf(LagException.class);
            assertThat(feed.position()).isEqualTo(position);
        }
    }

    @Test
    void shouldTellOfItsLagInAGroup() {
        List<Throwable> errors = new ArrayList<>();
        FeedGroup group = rig.group(errors::add);
        List<Long> conflated = new ArrayList<>();
        FeedRun conflating = group.add(rig.open(CONFLATED), change -> conflated.add(change.sequence()));
        FeedRun failing = group.add(rig.open(EVERY_CHANGE.failBeyond(Lag.changes(4))), change -> {});
        write(1);
        group.poll(100);
        assertThat(conflating.isConflating()).isFalse();
        write(5);
        group.poll(100);

        assertThat(conflated).containsExactly(2L, 7L, 6L);
        assertThat(conflating.isConflating()).isTrue();
        assertThat(failing.isRunning()).isFalse();
        assertThat(failing.failure().reason()).isEqualTo(FeedException.Reason.LAG);
        assertThat(failing.position()).isEqualTo(2);
        assertThat(errors).containsExactly(failing.failure());
        group.poll(100);
        assertThat(conflating.isConflating()).isFalse();
    }

    @Test
    void shouldSayInAGroupThatItHasCaughtUpWhereItEndsAndNotBeforeThat() {
        FeedGroup group = rig.group(Assertions::fail);
        List<String> events = new ArrayList<>();
        ChangesOptions options = CONFLATED.includeStates().until(8);
        FeedRun run = group.add(
                rig.open(rig.keys(Source.Kind.RANGE, rig.only("k", 1)), options),
                change -> events.add(change.sequence() + " " + change.kind()));
        group.add(rig.open(EVERY_CHANGE), change -> {});
        group.poll(100);
        for (int i = 0; i < 6; i++) {
            rig.put("k", "a", i);
        }
        group.poll(100);
        assertThat(events).containsExactly("1 READY", "1 CONFLATING", "7 CHANGE");

        rig.put("other", "a", 1);
        rig.put("k", "a", 10); // looked up for it, and beyond its end
        events.clear();
        group.poll(100);
        assertThat(events).containsExactly("8 CAUGHT_UP");
        assertThat(run.position()).isEqualTo(8);
        assertThat(run.isRunning()).isFalse();
    }

    @Test
    void shouldFoldAllThatWasMissedWhereItCatchesUpInSlices() {
        FeedGroup group = rig.group(Assertions::fail);
        List<Long> events = new ArrayList<>();
        write(3 * FeedGroup.SLICE);
        group.add(rig.open(CONFLATED.fromStart()), change -> events.add(change.sequence()));
        group.add(rig.open(EVERY_CHANGE), change -> {});
        int polls = 0;
        while (events.isEmpty()) {
            group.poll(Integer.MAX_VALUE);
            polls++;
        }
        assertThat(polls).isEqualTo(4);
        assertThat(events).hasSize(2);
    }

    @Test
    void shouldDeliverWhatWasCommittedBeforeItIsResumedChangeByChange() {
        write(9);
        Feed feed = rig.open(CONFLATED.resume(1));
        assertThat(sequences(feed, 100)).hasSize(9);
        write(9);
        assertThat(sequences(feed, 100)).hasSize(2);
    }

    @Test
    void shouldRefuseWhatSquashesOrThrowsAwayAtAnyLag() {
        Lag lag = Lag.changes(4);
        assertThatThrownBy(() -> ChangesOptions.defaults().conflateBeyond(lag))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("squash(false).conflateBeyond(Lag.changes(4))");
        assertThatThrownBy(() -> CONFLATED.queueSize(5)).hasMessageContaining("leave one of them out");
        assertThatThrownBy(() -> EVERY_CHANGE.queueSize(5).conflateBeyond(lag))
                .hasMessageContaining("leave one of them out");
        assertThatThrownBy(() -> Lag.changes(0)).hasMessageContaining("changes=0 must be from 1");
        assertThatThrownBy(() -> Lag.time(Duration.ofDays(1_000_000))).hasMessageContaining("292 years");
        assertThatThrownBy(() -> Lag.bytes(-1)).hasMessageContaining("bytes=-1");
        assertThat(CONFLATED.failBeyond(Lag.time(Duration.ofSeconds(5))))
                .hasToString("squash(false).conflateBeyond(Lag.changes(4)).failBeyond(Lag.time(PT5S))");
        assertThat(Lag.changes(4)).isEqualTo(lag).hasSameHashCodeAs(lag).isNotEqualTo(Lag.bytes(4));
    }
}
