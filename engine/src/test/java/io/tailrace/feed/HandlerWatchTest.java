package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told and done about a handler that takes too long. */
@Timeout(60)
class HandlerWatchTest {
    private static final long ALLOWED_NS = 100;

    private final FeedRig rig = FeedRig.withTable("t");
    private final List<String> told = new ArrayList<>();
    private final List<FeedRun> moved = new ArrayList<>();
    private final List<Integer> sizesThere = new ArrayList<>();
    private final FeedGroup apart = rig.group(Assertions::fail);
    private final FeedGroup group = new FeedGroup(
            rig,
            Assertions::fail,
            new GroupHost() {
                @Override
                public void isolate(FeedRun run) {
                    moved.add(run);
                    apart.adopt(run);
                    sizesThere.add(apart.size());
                }
            },
            new AtomicLong());
    private final HandlerWatch watch = new HandlerWatch(group, ALLOWED_NS, error -> told.add(error.getMessage()), true);
    private long nowNs;

    @AfterEach
    void close() {
        rig.close();
    }

    /** A handler that is looked at while it is at work, again and again. */
    private void beSlow(Change change) {
        for (int i = 0; i < 5; i++) {
            nowNs += ALLOWED_NS;
            watch.look(nowNs);
        }
    }

    private void write() {
        rig.put("k", "a", rig.lastSequence());
        group.poll(100);
    }

    @Test
    void shouldCountATimeOnceAndTellOfAFeedOnce() {
        FeedRun run = group.add(rig.open(ChangesOptions.squash(false)), this::beSlow);

        write();
        assertThat(run.counters().slow()).isEqualTo(1);
        write();
        assertThat(run.counters().slow()).isEqualTo(2);

        assertThat(told).hasSize(1);
        assertThat(moved).isEmpty();
    }

    @Test
    void shouldMoveAFeedThatWasToldOfWhileItHeldUpNobody() {
        FeedRun slow = group.add(rig.open(ChangesOptions.squash(false)), this::beSlow);
        write();
        assertThat(told).hasSize(1);
        assertThat(moved).isEmpty();

        group.add(rig.open(ChangesOptions.squash(false)), change -> {});
        write();

        assertThat(moved).containsExactly(slow);
        assertThat(told).hasSize(2);
    }

    @Test
    void shouldBeTakenInBeforeAThreadThatEndsWithItsFeedsLooksForThem() {
        group.add(rig.open(ChangesOptions.squash(false)), change -> {});
        FeedRun slow = group.add(rig.open(ChangesOptions.squash(false)), change -> {
            beSlow(change);
            assertThat(group.size())
                    .as("the order to move waits for the end of the poll")
                    .isEqualTo(2);
        });
        write();

        assertThat(moved).containsExactly(slow);
        assertThat(sizesThere).containsExactly(1);
    }
}
