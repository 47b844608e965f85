package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.write.Acknowledgement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may use a group, and when. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupUseTest {
    private static final int FEEDS = 20_000;

    @Test
    void shouldBePolledWhileAnotherThreadAddsAndClosesFeeds() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table table = engine.table("t");
            FeedGroup group = engine.group();
            CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < FEEDS; i++) {
                    group.add(table.changes(), change -> {}).close();
                }
            });
            while (!opening.isDone()) {
                assertThat(group.poll(1)).isZero();
            }
            opening.join();
            assertThat(group.size()).isZero();
        }
    }

    @Test
    void shouldRefuseToBePolledByItsOwnHandler() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table table = engine.table("t");
            FeedGroup group = engine.group();
            Throwable[] refused = new Throwable[1];
            group.add(table.changes(), change -> {
                try {
                    group.poll(1);
                } catch (EngineException e) {
                    refused[0] = e;
                }
            });
            table.upsert("a").commit();
            assertThat(group.poll(1)).isOne();
            assertThatThrownBy(() -> {
                        throw refused[0];
                    })
                    .hasMessageContaining("group is in use");
        }
    }

    /** Has two handlers, on two threads, do something with each other's feed at the same time. */
    private static void inEachOthersHandlers(Consumer<FeedRun> deed) throws Exception {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table table = engine.table("t");
            CyclicBarrier both = new CyclicBarrier(2);
            List<FeedGroup> groups = List.of(engine.group(), engine.group());
            FeedRun[] runs = new FeedRun[2];
            for (int i = 0; i < 2; i++) {
                int other = 1 - i;
                runs[i] = groups.get(i).add(table.changes(), change -> {
                    try {
                        both.await(30, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    deed.accept(runs[other]);
                });
            }
            groups.forEach(group -> group.poll(1));
            table.upsert("a").commit();
            List<CompletableFuture<Integer>> polls = new ArrayList<>();
            for (FeedGroup group : groups) {
                // a thread each: a pool may have one for both
                polls.add(CompletableFuture.supplyAsync(() -> group.poll(1), poll -> new Thread(poll).start()));
            }
            for (CompletableFuture<Integer> poll : polls) {
                assertThat(poll.get(30, TimeUnit.SECONDS)).isOne();
            }
        }
    }

    @Test
    void shouldLetHandlersOnTwoThreadsCloseEachOthersFeeds() throws Exception {
        inEachOthersHandlers(FeedRun::close);
    }

    @Test
    void shouldLetHandlersOnTwoThreadsAskForExplanationsOfEachOthersFeeds() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        inEachOthersHandlers(run -> told.add(run.explain().toString()));
        assertThat(told).hasSize(2).allMatch(text -> text.contains("table(\"t\")"));
    }

    @Test
    void shouldSayThatItIsClosedWithTheEngine() {
        Tailrace engine = Tailrace.open(new TailraceConfig().inMemory());
        FeedGroup group = engine.group();
        Feed feed = engine.table("t").changes();
        assertThat(group.isClosed()).isFalse();
        engine.close();
        assertThat(group.isClosed()).isTrue();
        assertThat(group.poll(1)).isZero();
        for (ThrowingCallable late : List.<ThrowingCallable>of(
                engine::group, () -> engine.run(feed, change -> {}), () -> group.add(feed, change -> {}))) {
            assertThatThrownBy(late).isInstanceOf(EngineClosedException.class);
        }
        try (Tailrace another = Tailrace.open(new TailraceConfig().inMemory())) {
            FeedGroup closed = another.group();
            closed.close();
            assertThat(closed.isClosed()).isTrue();
            assertThat(another.group().isClosed()).isFalse();
            Feed alone = another.table("t").changes();
            assertThatThrownBy(() -> closed.add(alone, change -> {})).hasMessageContaining("group is closed");
        }
    }

    @Test
    void shouldCatchUpOnAThreadApart() throws InterruptedException {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table table = engine.table("t");
            long far = 70_000;
            for (int i = 0; i < far; i++) {
                table.upsert("k" + i % 100).put("n", i).commit(Acknowledgement.RECEIVED);
            }
            table.upsert("k").commit();
            List<String> threads = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch passed = new CountDownLatch((int) far + 2);
            engine.run(table.changes(ChangesOptions.squash(false)), change -> {}); // has the others begun
            Feed feed = table.changes(ChangesOptions.squash(false).from(1));
            FeedRun run = engine.run(feed, change -> {
                if (passed.getCount() == far + 2 || passed.getCount() == 1) {
                    threads.add(Thread.currentThread().getName());
                }
                passed.countDown();
            });
            assertThat(feed.awaitSequence(engine.lastSequence(), Duration.ofSeconds(50)))
                    .isTrue();
            while (!run.explain().toString().contains("together")) {
                Thread.onSpinWait(); // it is passed on with the end of a read
            }
            table.upsert("k").put("n", -1).commit();

            assertThat(passed.await(50, TimeUnit.SECONDS)).isTrue();
            assertThat(threads).containsExactly("tailrace-feeds-behind", "tailrace-feeds-1");
        }
    }
}
