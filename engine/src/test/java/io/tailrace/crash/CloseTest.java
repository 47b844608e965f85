package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.DocumentBuffer;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.error.EngineClosedException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.testing.Seeds;
import io.tailrace.write.Ack;
import io.tailrace.write.WriteError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Closes engines while everything is under way. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseTest {
    private static final int ROUNDS = 36;
    private static final int WRITERS = 3;
    private static final int IN_FLIGHT = 64;
    private static final long LIMIT_SECONDS = 30;

    @TempDir
    Path directory;

    private final long seed = Seeds.fresh(CloseTest.class);
    private final Random random = new Random(seed);
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @Test
    void shouldKeepWhatWasAcknowledgedWhenClosedInTheMiddleOfEverything() throws Exception {
        long acknowledged = 0;
        for (int i = 0; i < ROUNDS; i++) {
            acknowledged += round(i, Threading.values()[i % Threading.values().length], i % 4 == 3);
        }
        System.out.println("  rounds=" + ROUNDS + " acknowledged=" + acknowledged);
        assertThat(acknowledged).isPositive();
        executor.shutdown();
        assertThat(executor.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private long round(int number, Threading threading, boolean fromHandler) throws Exception {
        List<Throwable> errors = new ArrayList<>();
        TailraceConfig config = new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(threading)
                .ringSlots(64)
                .slotBytes(64)
                .limits(Small.limits())
                .segmentBytes(16 << 20)
                .errorHandler(error -> {
                    synchronized (errors) {
                        errors.add(error);
                    }
                });
        Tailrace engine = Tailrace.open(config);
        long before = engine.lastSequence();
        AtomicLong[] acknowledged = new AtomicLong[WRITERS];
        List<Future<?>> tasks = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(WRITERS);
        Table table = engine.table("t");
        for (int i = 0; i < WRITERS; i++) {
            AtomicLong count = new AtomicLong();
            acknowledged[i] = count;
            String key = "r" + number + "-w" + i;
            boolean blocking = i % 2 == 0;
            tasks.add(start(
                    () -> blocking ? write(table, key, count, begun) : pipeline(engine, table, key, count, begun)));
        }
        Feed polled = table.changes(ChangesOptions.squash(false));
        tasks.add(start(() -> poll(polled)));
        Feed iterated = table.changes();
        tasks.add(start(() -> iterate(iterated, number)));
        tasks.add(start(() -> read(table)));
        tasks.add(start(() -> engine.awaitSequence(Long.MAX_VALUE, Duration.ofHours(1))));
        if (threading != Threading.INVOKER) {
            engine.run(table.changes(), change -> {});
        }
        assertThat(begun.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(20_000)));
        close(engine, table, fromHandler);
        for (Future<?> task : tasks) {
            task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        engine.close();
        assertThat(errors).as("round=" + number + " threading=" + threading).isEmpty();
        check(config, before, acknowledged, number);
        long sum = 0;
        for (AtomicLong count : acknowledged) {
            sum += count.get();
        }
        return sum;
    }

    /** From two threads at once, or from inside a handler and then once more. */
    private void close(Tailrace engine, Table table, boolean fromHandler) throws Exception {
        if (fromHandler) {
            Future<?> handler = start(() -> {
                try (Feed feed = table.changes(ChangesOptions.squash(false).fromStart())) {
                    feed.poll(
                            change -> {
                                engine.close();
                                assertThat(change.newVal().longValue("n")).isPositive();
                            },
                            1);
                }
                return null;
            });
            handler.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        Future<?> other = start(() -> {
            engine.close();
            return null;
        });
        engine.close();
        other.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private Object write(Table table, String key, AtomicLong acknowledged, CountDownLatch begun) {
        try {
            for (long n = 1; ; n++) {
                Ack ack = table.upsert(key).put("n", n).commit();
                assertThat(ack.error()).isEqualTo(WriteError.NONE);
                acknowledged.set(n);
                begun.countDown();
            }
        } catch (EngineClosedException e) {
            return e;
        }
    }

    private Object pipeline(Tailrace engine, Table table, String key, AtomicLong acknowledged, CountDownLatch begun) {
        Ack[] acks = new Ack[IN_FLIGHT];
        for (int i = 0; i < IN_FLIGHT; i++) {
            acks[i] = new Ack();
        }
        long issued = 0;
        EngineClosedException closed = null;
        while (closed == null) {
            try {
                Ack ack = acks[(int) (issued % IN_FLIGHT)];
                if (issued >= IN_FLIGHT) {
                    acknowledge(engine.await(ack), acknowledged, issued - IN_FLIGHT + 1);
                    begun.countDown();
                }
                table.upsert(key).put("n", issued + 1).commit(ack);
                issued++;
            } catch (EngineClosedException e) {
                closed = e;
            }
        }
        // Those in the ring at the close are decided too: with their change, or as not carried out.
        for (long n = acknowledged.get() + 1; n <= issued; n++) {
            Ack ack = acks[(int) ((n - 1) % IN_FLIGHT)];
            try {
                acknowledge(engine.await(ack), acknowledged, n);
            } catch (EngineClosedException e) {
                assertThat(ack.error()).isIn(WriteError.ENGINE_DOWN, WriteError.NONE);
            }
        }
        return closed;
    }

    private static void acknowledge(Ack ack, AtomicLong acknowledged, long n) {
        assertThat(ack.isDone()).isTrue();
        assertThat(ack.error()).isEqualTo(WriteError.NONE);
        acknowledged.set(n);
    }

    private static Object poll(Feed feed) {
        long[] last = {0};
        while (!feed.ended()) {
            feed.poll(
                    change -> {
                        assertThat(change.sequence()).isGreaterThan(last[0]);
                        last[0] = change.sequence();
                    },
                    16);
        }
        return last[0];
    }

    private static Object iterate(Feed feed, int number) {
        long count = 0;
        if (number % 2 == 0) {
            while (feed.take(Duration.ofHours(1)) != null) {
                count++;
            }
        } else {
            for (var change : feed) {
                count += change.newVal().longValue("n") > 0 ? 1 : 0;
            }
        }
        while (!feed.ended()) {
            Thread.onSpinWait();
        }
        return count;
    }

    private Object read(Table table) {
        DocumentBuffer buffer = table.newBuffer();
        long found = 0;
        try {
            while (true) {
                for (int i = 0; i < 100; i++) {
                    if (table.read("r0-w" + i % WRITERS, buffer)) {
                        found += buffer.document().longValue("n");
                    }
                }
                found += table.scan((document, version) -> {});
            }
        } catch (EngineClosedException e) {
            return found;
        }
    }

    private static void check(TailraceConfig config, long before, AtomicLong[] acknowledged, int number) {
        config.errorHandler(Throwable::printStackTrace);
        try (Tailrace engine = Tailrace.open(config)) {
            assertThat(engine.recovery().cutBytes()).isZero();
            long[] last = new long[acknowledged.length];
            long end = engine.lastSequence();
            try (Feed feed = engine.existingTable("t")
                    .changes(ChangesOptions.squash(false).from(before + 1))) {
                while (feed.position() < end) {
                    feed.poll(
                            change -> {
                                String key = change.newVal().string("id");
                                int writer = key.charAt(key.length() - 1) - '0';
                                assertThat(key).startsWith("r" + number + "-w");
                                assertThat(change.newVal().longValue("n")).isEqualTo(++last[writer]);
                            },
                            1_000);
                }
            }
            for (int i = 0; i < last.length; i++) {
                assertThat(last[i]).isGreaterThanOrEqualTo(acknowledged[i].get());
            }
        }
    }

    private <T> Future<T> start(Callable<T> task) {
        return executor.submit(task);
    }
}
