package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FeedRunTest {
    private static void awaitQuietly(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static Tailrace open(final Threading threading) {
        return Tailrace.open(new TailraceConfig().inMemory().threading(threading));
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldBeEndedByItsOwnHandler(final Threading threading) throws Exception {
        try (Tailrace engine = open(threading)) {
            final Table table = engine.table("t");
            final Feed feed = table.changes();
            final CompletableFuture<FeedRun> run = new CompletableFuture<>();
            final CompletableFuture<Boolean> ended = new CompletableFuture<>();
            run.complete(engine.run(feed, change -> {
                run.join().close();
                ended.complete(true);
            }));
            table.upsert("a").commit();
            while (!feed.released()) {
                engine.doWork();
            }
            assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Threading.class,
            names = {"DEDICATED", "SHARED"})
    void shouldWaitForAHandlerThatIsAtWork(final Threading threading) throws Exception {
        try (Tailrace engine = open(threading)) {
            final Table table = engine.table("t");
            final Feed feed = table.changes();
            final CountDownLatch atWork = new CountDownLatch(1);
            final CountDownLatch goOn = new CountDownLatch(1);
            final FeedRun run = engine.run(feed, change -> {
                atWork.countDown();
                awaitQuietly(goOn);
            });
            table.upsert("a").commit(new Ack());
            atWork.await();
            final Thread closing = new Thread(run::close);
            closing.start();
            while (!feed.ended()) {
                Thread.onSpinWait();
            }
            closing.join(50);
            assertThat(closing.isAlive()).isTrue();
            goOn.countDown();
            closing.join();
            assertThat(feed.released()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHARED", "DEDICATED"})
    void shouldNotEndAnythingWithAnInterruptThatAHandlerLeaves(final Threading threading) {
        try (Tailrace engine = open(threading)) {
            final Table table = engine.table("t");
            final Feed feed = table.changes();
            engine.run(feed, change -> Thread.currentThread().interrupt());
            for (int i = 0; i < 100; i++) {
                assertThat(table.upsert(i).commit().sequence()).isEqualTo(i + 2);
            }
            assertThat(feed.awaitSequence(101, Duration.ofSeconds(20))).isTrue();
        }
    }
}
