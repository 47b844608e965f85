package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedCloseTest {
    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldBeClosedTwiceAndDeliverNothingAfter() {
        Feed feed = rig.open(ChangesOptions.squash(false));
        rig.put("k", "a", 1);
        feed.close();
        feed.close();

        assertThat(FeedRig.poll(feed)).isEmpty();
        assertThat(feed.ended()).isTrue();
        assertThat(feed.released()).isTrue();
        assertThat(rig.released).containsExactly(feed);
    }

    @Test
    void shouldEndThePollAfterTheEventInWhichItIsClosed() {
        for (boolean squash : new boolean[] {true, false}) {
            rig.released.clear();
            Feed feed = rig.open(ChangesOptions.squash(squash));
            rig.put("k", "a", 1);
            rig.put("l", "a", 1);
            rig.delete("k");
            rig.delete("l");
            rig.put("m" + squash, "a", 1);
            rig.put("n" + squash, "a", 1);
            boolean[] releasedInside = {true};

            int count = feed.poll(
                    change -> {
                        feed.close();
                        releasedInside[0] = feed.released();
                        assertThat(change.newVal()).isNotNull();
                    },
                    10);

            assertThat(count).isEqualTo(1);
            assertThat(releasedInside[0]).isFalse();
            assertThat(feed.released()).isTrue();
            assertThat(rig.released).containsExactly(feed);
        }
    }

    @Test
    void shouldBeLetGoByThePollingThreadWhenAnotherOneCloses() throws InterruptedException {
        Feed feed = rig.open(ChangesOptions.squash(false));
        rig.put("k", "a", 1);
        rig.put("l", "a", 1);
        CountDownLatch inHandler = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread poller = new Thread(() -> outcome.set(pollSlowly(feed, inHandler, closed)));
        poller.start();
        inHandler.await();

        feed.close();
        assertThat(feed.released()).isFalse();
        closed.countDown();
        poller.join();

        assertThat(outcome.get()).isEqualTo(1);
        assertThat(feed.released()).isTrue();
        assertThat(rig.released).containsExactly(feed);
    }

    private static Object pollSlowly(Feed feed, CountDownLatch inHandler, CountDownLatch closed) {
        return feed.poll(
                change -> {
                    inHandler.countDown();
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                10);
    }

    @Test
    void shouldLetGoExactlyOnceWhateverTheTiming() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            rig.released.clear();
            Feed feed = rig.open(ChangesOptions.squash(round % 2 == 0).fromStart());
            rig.put("k", "a", round);
            AtomicReference<Throwable> error = new AtomicReference<>();
            Thread poller = new Thread(() -> {
                while (!feed.ended()) {
                    feed.poll(change -> {}, 1);
                }
            });
            poller.setUncaughtExceptionHandler((thread, e) -> error.set(e));
            poller.start();
            feed.close();
            poller.join();

            assertThat(error.get()).isNull();
            assertThat(feed.released()).isTrue();
            assertThat(rig.released).containsExactly(feed);
        }
    }
}
