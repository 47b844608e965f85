package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.query.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a group does what is asked of its feeds: to rest, to go on, to close. */
@Timeout(60)
class FeedGroupOrdersTest {
    private static final ChangesOptions VERBATIM = ChangesOptions.squash(false);
    /** So that a feed reads alone for good. */
    private static final ChangesOptions ALONE = VERBATIM.queueSize(100);

    private final FeedRig rig = FeedRig.withTable("t");
    private final FeedGroup group = rig.group(Assertions::fail);
    private final List<Long> got = new ArrayList<>();
    private Runnable deed = () -> {};

    @AfterEach
    void close() {
        group.close();
        rig.close();
    }

    private FeedRun addActing(ChangesOptions options) {
        return group.add(rig.open(options), change -> deed.run());
    }

    private FeedRun add(Source source, ChangesOptions options) {
        return group.add(rig.open(source, options), change -> got.add(change.sequence()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBePausedByAHandlerAtTheEndOfThePoll(boolean readsAlone) {
        ChangesOptions options = readsAlone ? ALONE : VERBATIM;
        addActing(options);
        FeedRun run = add(FeedRig.table(0), options);
        group.poll(100);
        deed = run::pause;
        long last = rig.put("k", "a", 1);

        group.poll(100);
        assertThat(got).containsExactly(last);

        rig.put("k", "a", 2);
        group.poll(100);
        assertThat(got).containsExactly(last);
        assertThat(run.position()).isEqualTo(last);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void shouldDeliverNothingAfterTheEventInWhichTheGroupIsClosed(int feeds) {
        for (ChangesOptions options : List.of(VERBATIM, ALONE, ChangesOptions.squash(true))) {
            FeedGroup closing = rig.group(Assertions::fail);
            List<Long> seen = new ArrayList<>();
            for (int i = 0; i < feeds; i++) {
                closing.add(rig.open(options), change -> {
                    seen.add(change.sequence());
                    closing.close();
                });
            }
            closing.poll(1);
            for (int i = 0; i < 20; i++) {
                rig.put("k" + i, "a", i);
            }
            closing.poll(1000);
            assertThat(seen).as("%s", options).hasSize(1);
            assertThat(closing.size()).isZero();
        }
    }

    @Test
    void shouldEndAtOnceWhereItsEndWasPassedBeforeAndCountNothingBeyond() {
        add(FeedRig.table(0), VERBATIM);
        add(FeedRig.table(0), VERBATIM);
        long last = rig.put("k", "a", 1);
        group.poll(100);

        FeedRun atEnd = add(FeedRig.table(0), VERBATIM.until(last));
        FeedRun beyond = add(FeedRig.table(0), VERBATIM.from(last + 10).until(last + 5));
        rig.put("k", "a", 2);
        group.poll(100);

        assertThat(List.of(atEnd, beyond)).noneMatch(FeedRun::isRunning);
        assertThat(atEnd.counters().skipped() + atEnd.counters().seen()).isZero();
        assertThat(got).containsExactly(last, last, last + 1, last + 1);
    }

    @Test
    void shouldNoteOnceWhatItHasToLookAtHoweverOftenItIsTold() {
        int[] orders = {0};
        GroupHost counting = new GroupHost() {
            @Override
            public void ordered() {
                orders[0]++;
            }
        };
        FeedGroup counted = new FeedGroup(rig, Assertions::fail, counting, new AtomicLong());
        FeedRun[] idle = new FeedRun[1];
        counted.add(rig.open(VERBATIM), change -> {
            for (int i = 0; i < 1000; i++) {
                idle[0].pause();
                idle[0].resume();
                idle[0].pause();
            }
        });
        idle[0] = counted.add(rig.open(VERBATIM), change -> got.add(change.sequence()));
        counted.poll(100);
        orders[0] = 0;
        long last = rig.put("k", "a", 1);
        counted.poll(100);
        assertThat(orders[0]).isOne();
        assertThat(got).containsExactly(last);
        rig.put("k", "a", 2);
        counted.poll(100);
        assertThat(got).containsExactly(last);
        idle[0].resume();
        counted.poll(100);
        assertThat(got).hasSize(2);
        counted.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeResumedByAHandlerAtTheEndOfThePoll(boolean readsAlone) {
        ChangesOptions options = readsAlone ? ALONE : VERBATIM;
        addActing(options);
        FeedRun run = add(FeedRig.table(0), options);
        group.poll(100);
        run.pause();
        deed = run::resume;
        long last = rig.put("k", "a", 1);

        group.poll(100);
        assertThat(got).isEmpty();

        group.poll(100);
        assertThat(got).containsExactly(last);
    }

    @Test
    void shouldDeliverTheRestOfAChangeBeforeItRests() {
        Source threeCopies = rig.keys(Source.Kind.KEYS, rig.only("k", 3));
        FeedRun run = add(threeCopies, VERBATIM);
        addActing(VERBATIM);
        group.poll(100);
        long first = rig.put("k", "a", 1);
        rig.put("k", "a", 2);
        group.poll(1);
        run.pause();

        group.poll(100);
        assertThat(got).containsExactly(first, first, first);
        assertThat(run.position()).isEqualTo(first);

        run.resume();
        group.poll(100);
        assertThat(got).containsExactly(first, first, first, first + 1, first + 1, first + 1);
    }

    @Test
    void shouldDeliverTheRestOfAWindowBeforeItRests() {
        FeedRun run = add(FeedRig.table(0), ChangesOptions.squash(Duration.ofNanos(10)));
        addActing(VERBATIM);
        group.poll(100);
        long first = rig.put("k", "a", 1);
        rig.put("l", "a", 1);
        rig.now = 10;
        rig.put("k", "a", 2);
        rig.now = 20;
        rig.put("k", "a", 3);
        group.poll(4); // two of them are the other's
        run.pause();

        group.poll(100);
        assertThat(got).containsExactly(first, first + 1);
        assertThat(run.position()).isBetween(first + 1, first + 2);

        run.resume();
        group.poll(100);
        assertThat(got).containsExactly(first, first + 1, first + 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetGoOfAFeedThatAHandlerOfAnotherCloses(boolean rests) {
        addActing(VERBATIM);
        Feed feed = rig.open(rig.keys(Source.Kind.POINT, rig.only("other", 1)), VERBATIM);
        FeedRun run = group.add(feed, change -> {});
        group.poll(100);
        if (rests) {
            run.pause();
        }
        deed = run::close;
        rig.put("k", "a", 1);

        group.poll(100);
        assertThat(feed.released()).isTrue();
        assertThat(group.size()).isOne();
    }

    @Test
    void shouldEndAFeedThatALimitKeptFromItsEnd() {
        long end = rig.lastSequence() + 2;
        group.add(rig.open(ChangesOptions.squash(true)), change -> {});
        Source other = rig.keys(Source.Kind.POINT, rig.only("k", 1));
        FeedRun run =
                add(other, ChangesOptions.squash(true).includeInitial(false).until(end));
        group.poll(100);
        rig.put("x", "a", 1);
        rig.put("y", "a", 1);
        group.poll(1);
        assertThat(run.isRunning()).isTrue();
        rig.put("k", "a", 1);

        group.poll(100);
        assertThat(run.isRunning()).isFalse();
        assertThat(got).isEmpty();
    }

    @Test
    void shouldForgetTheEndOfAWindowThatPassedAFeedAtRest() {
        addActing(VERBATIM);
        FeedRun run = add(FeedRig.table(0), ChangesOptions.squash(Duration.ofNanos(10)));
        group.poll(100);
        long first = rig.put("k", "a", 1);
        group.poll(100);
        rig.now = 12;
        rig.put("l", "a", 1);
        group.poll(1); // the other's
        run.pause();
        group.poll(100);
        run.resume();
        group.poll(100);
        assertThat(got).containsExactly(first);
        rig.now = 13;
        rig.put("m", "a", 1);

        group.poll(100);
        assertThat(got).containsExactly(first);
    }
}
