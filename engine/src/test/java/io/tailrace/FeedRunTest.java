package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.error.SlowHandlerException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import io.tailrace.write.Ack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FeedRunTest {
    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tailrace open(Threading threading) {
        return Tailrace.open(new TailraceConfig().inMemory().threading(threading));
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldBeEndedByItsOwnHandler(Threading threading) throws Exception {
        try (Tailrace engine = open(threading)) {
            Table table = engine.table("t");
            Feed feed = table.changes();
            CompletableFuture<FeedRun> run = new CompletableFuture<>();
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            run.complete(engine.run(feed, change -> {
                run.join().close();
                ended.complete(true);
            }));
            table.upsert("a").commit();
            while (!EngineSide.isReleased(feed)) {
                engine.doWork();
            }
            assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldRestAfterThePollInWhichItsOwnHandlerPausesIt(Threading threading) {
        try (Tailrace engine = open(threading)) {
            Table table = engine.table("t");
            List<Long> seen = new CopyOnWriteArrayList<>();
            CompletableFuture<FeedRun> own = new CompletableFuture<>();
            FeedRun run = engine.run(table.changes(ChangesOptions.squash(false)), change -> {
                seen.add(change.sequence());
                own.join().pause();
            });
            FeedRun other = engine.run(table.changes(ChangesOptions.squash(false)), change -> {});
            own.complete(run);
            table.upsert("a").commit();
            while (seen.isEmpty()) {
                engine.doWork();
            }
            for (int i = 1; i < 4; i++) {
                while (!run.isPaused()) {
                    engine.doWork();
                }
                table.upsert(i).commit();
                while (other.position() < engine.lastSequence()) {
                    engine.doWork();
                }
                assertThat(seen).hasSize(i);
                run.resume();
                while (seen.size() == i) {
                    engine.doWork();
                }
            }
            assertThat(run.isRunning()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Threading.class,
            names = {"DEDICATED", "SHARED"})
    void shouldWaitForAHandlerThatIsAtWork(Threading threading) throws Exception {
        try (Tailrace engine = open(threading)) {
            Table table = engine.table("t");
            Feed feed = table.changes();
            CountDownLatch atWork = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            FeedRun run = engine.run(feed, change -> {
                atWork.countDown();
                awaitQuietly(goOn);
            });
            table.upsert("a").commit(new Ack());
            atWork.await();
            Thread closing = new Thread(run::close);
            closing.start();
            while (!feed.ended()) {
                Thread.onSpinWait();
            }
            closing.join(50);
            assertThat(closing.isAlive()).isTrue();
            goOn.countDown();
            closing.join();
            assertThat(EngineSide.isReleased(feed)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldTellWhichFeedDiedWhereAndWhy(Threading threading) {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        TailraceConfig config =
                new TailraceConfig().inMemory().threading(threading).errorHandler(errors::add);
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            IllegalStateException planned = new IllegalStateException("planned");
            FeedRun healthy = engine.run("healthy", table.changes(ChangesOptions.squash(false)), change -> {});
            FeedRun dying = engine.run("dying", table.changes(ChangesOptions.squash(false)), change -> {
                if (change.sequence() == 3) {
                    throw planned;
                }
            });
            assertThat(engine.feeds()).containsExactly(healthy, dying);
            assertThat(dying.isRunning()).isTrue();
            assertThat(dying.failure()).isNull();
            for (int i = 0; i < 4; i++) {
                table.upsert(i).commit();
            }
            while (errors.isEmpty() || healthy.position() < 5) {
                engine.doWork();
            }
            assertThat(dying.isRunning()).isFalse();
            assertThat(dying.failure())
                    .hasMessageContaining("feed=dying")
                    .hasMessageContaining("sequence=3")
                    .hasCause(planned);
            assertThat(errors).containsExactly(dying.failure());
            assertThat(dying.position()).isEqualTo(2);
            assertThat(dying.lag()).isEqualTo(3);
            assertThat(healthy.isRunning()).isTrue();
            assertThat(healthy.lag()).isZero();
            assertThat(engine.feeds()).extracting(FeedRun::name).containsExactly("healthy", "dying");
            dying.close();
            assertThat(engine.feeds()).containsExactly(healthy);
        }
    }

    @Test
    void shouldPrintAFeedThatDiesWhereNobodyHandlesErrors() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (Tailrace engine = open(Threading.INVOKER)) {
            Table table = engine.table("t");
            FeedRun run = engine.run("prices", table.changes(), change -> {
                throw new IllegalStateException("planned");
            });
            table.upsert("a").commit();
            while (run.isRunning()) {
                engine.doWork();
            }
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("feed=prices ended at sequence=2")
                .contains("Caused by: java.lang.IllegalStateException: planned")
                .contains("errorHandler(handler)");
    }

    @Test
    void shouldRunOnAThreadOfItsName() {
        try (Tailrace engine = open(Threading.DEDICATED)) {
            Table table = engine.table("t");
            CompletableFuture<String> thread = new CompletableFuture<>();
            engine.runDedicated(
                    "prices",
                    table.changes(),
                    change -> thread.complete(Thread.currentThread().getName()));
            table.upsert("a").commit();
            assertThat(thread.join()).isEqualTo("prices");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHARED", "DEDICATED"})
    void shouldNotEndAnythingWithAnInterruptThatAHandlerLeaves(Threading threading) {
        try (Tailrace engine = open(threading)) {
            Table table = engine.table("t");
            Feed feed = table.changes();
            engine.run(feed, change -> Thread.currentThread().interrupt());
            for (int i = 0; i < 100; i++) {
                assertThat(table.upsert(i).commit().sequence()).isEqualTo(i + 2);
            }
            assertThat(feed.awaitSequence(101, Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void shouldTellOfAHandlerWhileItIsAtWorkAndOnlyOnce() throws Exception {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        TailraceConfig config = new TailraceConfig()
                .inMemory()
                .handlerAllowance(Duration.ofMillis(5))
                .errorHandler(told::add);
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            CountDownLatch goOn = new CountDownLatch(2);
            Feed feed = table.changes(ChangesOptions.squash(false));
            FeedRun run = engine.run("stuck", feed, change -> {
                while (told.isEmpty()) {
                    Thread.onSpinWait();
                }
                goOn.countDown();
            });
            table.upsert("a").commit();
            table.upsert("b").commit();
            goOn.await();
            assertThat(told).hasSize(1);
            assertThat(told.get(0))
                    .isInstanceOf(SlowHandlerException.class)
                    .hasMessageContaining("feed=stuck")
                    .hasMessageContaining("allowed=PT0.005S")
                    .hasMessageContaining("runDedicated(name, feed, handler)");
            assertThat(run.isRunning()).isTrue();
            assertThat(run.counters().slow()).isPositive();
        }
    }

    @Test
    void shouldGiveASlowFeedAThreadOfItsOwn() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        TailraceConfig config = new TailraceConfig()
                .inMemory()
                .handlerAllowance(Duration.ofMillis(5))
                .isolateSlow(true)
                .errorHandler(error -> told.countDown());
        CountDownLatch end = new CountDownLatch(1);
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            List<Long> slow = new CopyOnWriteArrayList<>();
            List<Long> quick = new CopyOnWriteArrayList<>();
            FeedRun run = engine.run("slow", table.changes(ChangesOptions.squash(false)), change -> {
                slow.add(change.sequence());
                if (slow.size() > 1) {
                    awaitQuietly(slow.size() == 2 ? told : end);
                }
            });
            engine.run("quick", table.changes(ChangesOptions.squash(false)), change -> quick.add(change.sequence()));
            table.upsert(0).commit();
            while (slow.isEmpty() || quick.isEmpty()) { // so that one thread serves both, change by change
                Thread.onSpinWait();
            }
            for (int i = 1; i < 10; i++) {
                table.upsert(i).commit();
            }
            while (quick.size() < 10) { // though the slow one is at work on its third event
                Thread.onSpinWait();
            }
            end.countDown();
            while (slow.size() < 10) {
                Thread.onSpinWait();
            }
            assertThat(slow).isEqualTo(quick);
            assertThat(run.isRunning()).isTrue();
            assertThat(engine.feeds()).hasSize(2);
        } finally {
            end.countDown();
        }
    }

    /** Runs a feed that ends after its first event; what its handler holds on to. */
    private static WeakReference<Object> runShortFeed(Tailrace engine, Table table) {
        Object held = new Object();
        engine.run(table.changes(ChangesOptions.squash(false)).limit(1), change -> held.hashCode());
        return new WeakReference<>(held);
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldLetGoOfAFeedThatHasComeToItsEnd(Threading threading) {
        try (Tailrace engine = open(threading)) {
            Table table = engine.table("t");
            WeakReference<Object> held = runShortFeed(engine, table);
            table.upsert("a").commit();
            while (!engine.feeds().isEmpty()) {
                engine.doWork();
            }
            for (int attempt = 0; attempt < 1_000 && held.get() != null; attempt++) {
                engine.doWork();
                System.gc();
            }
            assertThat(held.get()).as("what its handler holds on to").isNull();
        }
    }
}
