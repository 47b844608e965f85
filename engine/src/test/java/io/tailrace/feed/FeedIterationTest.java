package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedIterationTest {
    private final FeedRig rig = FeedRig.withTable("t");
    private final Queue<Runnable> script = new ArrayDeque<>();

    FeedIterationTest() {
        rig.duty = () -> {
            Runnable next = script.poll();
            if (next != null) {
                next.run();
            }
        };
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldWaitForTheNextEvent() {
        Feed feed = rig.open(ChangesOptions.squash(false));
        script.add(() -> {});
        script.add(() -> rig.put("k", "a", 1));

        assertThat(FeedRig.text(feed.take())).isEqualTo("2@1 none -> {a=1, id=k}");
        assertThat(feed.position()).isEqualTo(2);
    }

    @Test
    void shouldGiveUpWhenTheTimeIsOver() {
        Feed feed = rig.open(ChangesOptions.squash(false));

        assertThat(feed.take(Duration.ZERO)).isNull();
        assertThat(feed.take(Duration.ofNanos(5))).isNull();
        assertThat(rig.now).isEqualTo(5);
        rig.put("k", "a", 1);
        assertThat(feed.take(Duration.ZERO)).isNotNull();
    }

    @Test
    void shouldReadAgainOnlyWhenEverythingOfTheLastReadIsTaken() {
        Feed feed = rig.open(ChangesOptions.defaults());
        rig.put("x", "a", 1);
        rig.put("y", "a", 1);
        List<String> events = new ArrayList<>();

        events.add(FeedRig.text(feed.take()));
        rig.put("y", "a", 2);
        rig.put("x", "a", 2);
        events.add(FeedRig.text(feed.take()));
        events.add(FeedRig.text(feed.take()));
        events.add(FeedRig.text(feed.take()));

        assertThat(events)
                .containsExactly(
                        "2@0 none -> {a=1, id=x}",
                        "3@0 none -> {a=1, id=y}",
                        "4@0 {a=1, id=y} -> {a=2, id=y}",
                        "5@0 {a=1, id=x} -> {a=2, id=x}");
    }

    @Test
    void shouldKeepATakenEventReadableUntilTheNextCall() {
        Feed feed = rig.open(ChangesOptions.defaults());
        for (int i = 0; i < 10; i++) {
            rig.put("k" + i, "a", i);
        }
        for (int i = 0; i < 10; i++) {
            Change change = feed.take();
            assertThat(FeedRig.text(change)).endsWith("{a=" + i + ", id=k" + i + "}");
            byte[] key = new byte[change.keyLength()];
            change.keyBuffer().getBytes(change.keyOffset(), key);
            assertThat(new String(key, java.nio.charset.StandardCharsets.UTF_8)).contains("k" + i);
        }
    }

    @Test
    void shouldWakeUpWhenTheWindowIsOver() {
        Feed feed = rig.open(ChangesOptions.squash(Duration.ofNanos(100)));
        rig.put("k", "a", 1);
        script.add(() -> rig.timeFloor = 99);
        script.add(() -> rig.timeFloor = 100);

        assertThat(FeedRig.text(feed.take(Duration.ofNanos(50)))).isEqualTo("2@0 none -> {a=1, id=k}");
    }

    @Test
    void shouldIterateUntilTheEndAskedFor() {
        Feed feed = rig.open(ChangesOptions.squash(false).until(4));
        for (int i = 0; i < 5; i++) {
            int value = i;
            script.add(() -> rig.put("k", "a", value));
        }
        List<Long> sequences = new ArrayList<>();

        for (Change change : feed) {
            sequences.add(change.sequence());
        }

        assertThat(sequences).containsExactly(2L, 3L, 4L);
        assertThat(feed.iterator().hasNext()).isFalse();
    }

    @Test
    void shouldEndTheWaitWhenClosed() {
        Feed feed = rig.open(ChangesOptions.defaults());
        script.add(feed::close);

        assertThat(feed.take()).isNull();
        assertThat(feed.released()).isTrue();
        assertThat(rig.released).containsExactly(feed);
        assertThat(feed.take()).isNull();
    }

    @Test
    void shouldAwaitThePositionThatAGroupReaches() {
        Feed feed = rig.open(ChangesOptions.defaults());
        FeedGroup group = rig.group(Assertions::fail);
        FeedRun run = group.add("feed", feed, change -> {});
        rig.put("x", "a", 1);
        rig.put("y", "a", 1);
        assertThat(feed.awaitSequence(3, Duration.ofNanos(9))).isFalse();
        for (int i = 0; i < 5; i++) {
            script.add(() -> group.poll(1));
        }

        assertThat(feed.awaitSequence(3, Duration.ofNanos(9))).isTrue();
        assertThat(run.isRunning()).isTrue();
        assertThat(run.name()).isEqualTo("feed");
        group.close();
        assertThat(feed.released()).isTrue();
        assertThat(feed.awaitSequence(9, Duration.ofNanos(9))).isFalse();
    }

    @Test
    void shouldTellTheErrorHandlerOnceAndLeaveOtherFeedsAlone() {
        List<Throwable> errors = new ArrayList<>();
        ChangeHandler failing = change -> {
            throw new IllegalStateException("from the handler");
        };
        List<Long> seen = new ArrayList<>();
        FeedGroup group = rig.group(errors::add);
        FeedRun first = group.add("first", rig.open(ChangesOptions.defaults()), failing);
        group.add("sound", rig.open(ChangesOptions.defaults()), change -> seen.add(change.sequence()));
        FeedRun second = group.add("second", rig.open(ChangesOptions.defaults()), failing);
        rig.put("x", "a", 1);
        for (int i = 0; i < 5; i++) {
            group.poll(1);
        }

        assertThat(errors).containsExactly(first.failure(), second.failure());
        assertThat(first.isRunning()).isFalse();
        assertThat(seen).containsExactly(2L);
        assertThat(group.size()).isEqualTo(1);
    }

    @Test
    void shouldLetGoOfAFeedThatHasComeToItsEnd() {
        Feed feed = rig.open(ChangesOptions.defaults().until(2));
        FeedGroup group = rig.group(Assertions::fail);
        FeedRun run = group.add(feed, change -> {});
        rig.put("x", "a", 1);

        assertThat(group.poll(8)).isEqualTo(1);
        assertThat(run.isRunning()).isFalse();
        assertThat(feed.released()).isTrue();
        assertThat(group.size()).isZero();
    }
}
