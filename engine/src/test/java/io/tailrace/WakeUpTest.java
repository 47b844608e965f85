package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.write.Sleeper;
import io.tailrace.write.Sleepers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sleep that nobody ends lasts 100 ms; who is woken needs far less, on a loaded machine too, in most rounds. */
@Timeout(60)
class WakeUpTest {
    private static final int ROUNDS = 31;
    /** Of the processor, in a second, for all threads of an engine that has nothing to do. */
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ChangesOptions EACH = ChangesOptions.squash(false);

    private static TailraceConfig config() {
        return new TailraceConfig().inMemory();
    }

    private static Thread thread(String name) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                return thread;
            }
        }
        return null;
    }

    private static void awaitSleep(String name) {
        Thread thread = thread(name);
        assertThat(thread).as(name).isNotNull();
        while (!(LockSupport.getBlocker(thread) instanceof Sleeper)
                || thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.yield();
        }
    }

    /** Of all threads of the engine. */
    private static long processorNs() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith("tailrace-")) {
                sum += Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
            }
        }
        return sum;
    }

    private static long processorNsOfASecond() {
        long before = processorNs();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        for (long left = 1; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return processorNs() - before;
    }

    private static double medianMillis(int rounds, Runnable round) {
        return medianMillis("tailrace-feeds-1", rounds, round);
    }

    private static double medianMillis(String sleeping, int rounds, Runnable round) {
        long[] took = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            awaitSleep(sleeping);
            long start = System.nanoTime();
            round.run();
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        return took[rounds / 2] / 1e6;
    }

    @Test
    void shouldWakeADispatcherThatSleepsByOneCommit() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            Feed feed = table.changes(EACH);
            engine.run(feed, change -> {});
            double median = medianMillis(ROUNDS, () -> {
                long sequence =
                        table.upsert("a").put("n", System.nanoTime()).commit().sequence();
                assertThat(feed.awaitSequence(sequence, PATIENCE)).isTrue();
            });
            assertThat(median).isLessThan(20);
        }
    }

    @Test
    void shouldWakeADispatcherForAFeedThatIsAddedOrResumed() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            long last = table.upsert("a").commit().sequence();
            engine.run(table.changes(EACH), change -> {});
            double added = medianMillis(ROUNDS, () -> {
                Feed feed = table.changes(EACH.from(1));
                try (FeedRun run = engine.run(feed, change -> {})) {
                    assertThat(feed.awaitSequence(last, PATIENCE)).as("%s", run).isTrue();
                }
            });
            Feed feed = table.changes(EACH);
            FeedRun run = engine.run(feed, change -> {});
            double resumed = medianMillis(ROUNDS, () -> {
                run.pause();
                long sequence =
                        table.upsert("a").put("n", System.nanoTime()).commit().sequence();
                awaitSleep("tailrace-feeds-1");
                run.resume();
                assertThat(feed.awaitSequence(sequence, PATIENCE)).isTrue();
            });
            assertThat(added).isLessThan(20);
            assertThat(resumed).isLessThan(40);
        }
    }

    @Test
    void shouldWakeADispatcherWhenAWindowEndsByTimeAlone() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            AtomicInteger events = new AtomicInteger();
            engine.run(table.changes(ChangesOptions.squash(Duration.ofMillis(10))), change -> events.incrementAndGet());
            double median = medianMillis(ROUNDS, () -> {
                int before = events.get();
                table.upsert("a").put("n", System.nanoTime()).commit();
                while (events.get() == before) {
                    Thread.yield();
                }
            });
            assertThat(median).isLessThan(50);
        }
    }

    @Test
    void shouldEndTheThreadOfAFeedOfItsOwnThatIsClosedWhileItSleeps() throws Exception {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            FeedRun run = engine.runDedicated("alone", table.changes(EACH), change -> {});
            Thread thread = thread("alone");
            awaitSleep("alone");
            run.close();
            thread.join();
            assertThat(engine.feeds()).isEmpty();
        }
    }

    @Test
    void shouldCloseAtOnceWhileManyThreadsOfFeedsSleep() {
        long start;
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            for (int i = 0; i < 20; i++) {
                engine.runDedicated("sleeping-" + i, table.changes(EACH), change -> {});
            }
            awaitSleep("sleeping-19");
            start = System.nanoTime();
        }
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(4));
    }

    @Test
    void shouldSayThatThereIsWorkAsLongAsAFeedGetsFurtherWithoutAnEvent() {
        try (Tailrace engine = Tailrace.open(config().threading(Threading.INVOKER))) {
            Table table = engine.table("t");
            for (int i = 0; i < 10_000; i++) {
                table.upsert(i % 10).put("n", i).commit();
            }
            FeedGroup group = engine.group();
            FeedRun run = group.add(table.filter(row("n").ge(1_000_000)).changes(EACH.from(1)), change -> {});
            GroupAgent agent = new GroupAgent("feeds", group, new Sleepers().add(), false);
            int cycles = 0;
            while (agent.doWork() > 0) {
                cycles++;
            }
            assertThat(run.position()).isEqualTo(engine.lastSequence());
            assertThat(cycles).isPositive();
            assertThat(agent.doWork()).isZero();
        }
    }

    @Test
    void shouldTakeNoTimeOfTheProcessorForAThousandIdleFeeds() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("t");
            List<FeedRun> runs = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                runs.add(engine.run(table.filter(row("n").eq(i)).changes(EACH), change -> {}));
            }
            table.upsert("a").put("n", -1).commit();
            awaitSleep("tailrace-feeds-1");
            awaitSleep("tailrace-writer");
            awaitSleep("tailrace-janitor");
            long least = Long.MAX_VALUE; // the first seconds, of code not yet compiled, may cost more
            for (int second = 0; second < 10 && least >= IDLE_NS; second++) {
                least = Math.min(least, processorNsOfASecond());
            }
            assertThat(least).isLessThan(IDLE_NS);
            assertThat(runs).allMatch(FeedRun::isRunning);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED", "SHARED"})
    void shouldWakeAThreadThatTakesAnEvent(Threading threading) throws Exception {
        try (Tailrace engine = Tailrace.open(config().threading(threading))) {
            Table table = engine.table("t");
            AtomicInteger taken = new AtomicInteger();
            Feed feed = table.changes(EACH);
            Thread taking = new Thread(
                    () -> {
                        while (feed.take() != null) {
                            taken.incrementAndGet();
                        }
                    },
                    "taking");
            taking.start();
            double median = medianMillis("taking", ROUNDS, () -> {
                int before = taken.get();
                table.upsert("a").put("n", before).commit();
                while (taken.get() == before) {
                    Thread.yield();
                }
            });
            assertThat(median).isLessThan(10);
            awaitSleep("taking");
            feed.close();
            taking.join();
        }
    }

    @Test
    void shouldWakeTheThreadThatIsSharedForFeedsAndForWindowsThatEndByTimeAlone() {
        try (Tailrace engine = Tailrace.open(config().threading(Threading.SHARED))) {
            Table table = engine.table("t");
            long last = table.upsert("a").commit().sequence();
            double added = medianMillis("tailrace-engine", ROUNDS, () -> {
                Feed feed = table.changes(EACH.from(1));
                try (FeedRun run = engine.run(feed, change -> {})) {
                    assertThat(feed.awaitSequence(last, PATIENCE)).as("%s", run).isTrue();
                }
            });
            AtomicInteger events = new AtomicInteger();
            engine.run(table.changes(ChangesOptions.squash(Duration.ofMillis(1))), change -> events.incrementAndGet());
            double ended = medianMillis("tailrace-engine", ROUNDS, () -> {
                int before = events.get();
                table.upsert("a").put("n", System.nanoTime()).commit();
                while (events.get() == before) {
                    Thread.yield();
                }
            });
            assertThat(added).isLessThan(20);
            assertThat(ended).isLessThan(30);
        }
    }

    @Test
    void shouldWakeTheWriterForAnOrderThatAReaderAsksFor() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table[] tables = new Table[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                tables[i] = engine.table("t" + i);
                tables[i].upsert("a").commit();
            }
            int[] next = {0};
            double median = medianMillis("tailrace-writer", ROUNDS, () -> {
                assertThat(tables[next[0]++].orderBy("id").count()).isOne();
            });
            assertThat(median).isLessThan(20);
        }
    }

    @Test
    void shouldPrepareSpaceBesideTheThreadThatIsShared() {
        try (Tailrace engine = Tailrace.open(config().threading(Threading.SHARED))) {
            assertThat(engine.info()).isNotNull();
            assertThat(thread("tailrace-janitor")).isNotNull();
            assertThat(thread("tailrace-engine")).isNotNull();
        }
    }
}
