package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.DocumentBuffer;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.error.BackPressureException;
import io.tailrace.error.IllegalBlockingCallException;
import io.tailrace.error.WriteTimeoutException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.testing.Seeds;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.BackPressure;
import io.tailrace.write.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a producer meets when the ring is full. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackPressureTest {
    private static final int SLOTS = 64;

    private final AtomicLong time = new AtomicLong();

    private TailraceConfig config(BackPressure policy) {
        return new TailraceConfig()
                .inMemory()
                .threading(Threading.INVOKER)
                .clock(() -> time.addAndGet(1_000))
                .ringSlots(SLOTS)
                .slotBytes(512)
                .limits(Small.limits())
                .backPressure(policy)
                .backPressureTimeout(Duration.ofMillis(1));
    }

    @Test
    void shouldRefuseWhenTheRingIsFullAndGoOnWhenThereIsRoom() {
        try (Tailrace engine = Tailrace.open(config(BackPressure.REFUSE))) {
            Table table = engine.table("t");
            List<Ack> acks = fill(table);
            long before = engine.lastSequence();
            Ack refused = new Ack();
            assertThatThrownBy(() -> table.upsert("refused").put("n", 1).commit(refused))
                    .isInstanceOf(BackPressureException.class)
                    .hasMessageContaining("slots=" + SLOTS);
            assertThat(refused.isPending()).isFalse();
            assertThatThrownBy(() -> engine.await(refused)).isInstanceOf(IllegalStateException.class);
            assertThat(engine.lastSequence()).isEqualTo(before);
            assertThat(acks).noneMatch(Ack::isDone);

            assertThat(engine.doWork()).isPositive();
            table.upsert("accepted").put("n", 2).commit(refused);
            while (!refused.isDone()) {
                engine.doWork();
            }
            assertThat(acks).allMatch(ack -> ack.outcome() == Outcome.INSERTED);
            assertThat(engine.lastSequence()).isEqualTo(before + acks.size() + 1);
            assertThat(table.exists("refused")).isFalse();
            assertThat(table.exists("accepted")).isTrue();
        }
    }

    @Test
    void shouldRunTheEngineItselfWhileABlockedProducerWaits() {
        try (Tailrace engine = Tailrace.open(config(BackPressure.BLOCK))) {
            Table table = engine.table("t");
            for (int i = 0; i < 10 * SLOTS; i++) {
                table.upsert(i).put("n", i).commit(Acknowledgement.RECEIVED);
            }
            Ack last = table.upsert("last").commit();
            assertThat(last.outcome()).isEqualTo(Outcome.INSERTED);
            assertThat(table.count()).isEqualTo(10 * SLOTS + 1);
        }
    }

    @Test
    void shouldTimeOutInEngineTimeWhenAnotherThreadHoldsTheEngine() throws Exception {
        try (Tailrace engine = Tailrace.open(config(BackPressure.TIMEOUT))) {
            Table table = engine.table("t");
            try (Held held = new Held(engine, table)) {
                List<Ack> acks = fillUntil(table, WriteTimeoutException.class);
                long before = time.get();
                assertThatThrownBy(() -> table.upsert("late").commit(Acknowledgement.RECEIVED))
                        .isInstanceOf(WriteTimeoutException.class)
                        .hasMessageContaining("timeoutNs=1000000");
                assertThat(time.get() - before).isBetween(1_000_000L, 1_100_000L);
                held.release();
                acks.forEach(engine::await);
                assertThat(table.exists("late")).isFalse();
                assertThat(table.upsert("late").commit().outcome()).isEqualTo(Outcome.INSERTED);
            }
        }
    }

    @Test
    void shouldKeepAnInterruptedProducerWaitingAndLeaveTheInterruptToIt() throws Exception {
        try (Tailrace engine = Tailrace.open(config(BackPressure.BLOCK))) {
            Table table = engine.table("t");
            try (Held held = new Held(engine, table)) {
                for (int i = 0; i < SLOTS; i++) {
                    table.upsert(i).commit(Acknowledgement.RECEIVED);
                }
                CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
                Thread producer = new Thread(() -> {
                    Thread.currentThread().interrupt();
                    Outcome outcome = table.upsert("interrupted").commit().outcome();
                    interrupted.complete(Thread.currentThread().isInterrupted() && outcome == Outcome.INSERTED);
                });
                producer.start();
                long spins = time.get();
                assertThat(interrupted.isDone()).isFalse();
                held.release();
                assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
                assertThat(time.get()).isGreaterThanOrEqualTo(spins);
                producer.join();
            }
        }
    }

    @Test
    void shouldLeaveAnInterruptToAProducerThatSleepsBesideTheWriter() throws Exception {
        GateClock clock = new GateClock();
        TailraceConfig config =
                config(BackPressure.BLOCK).threading(Threading.DEDICATED).clock(clock);
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            clock.hold();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread producer = new Thread(() -> {
                for (int i = 0; i < SLOTS; i++) {
                    table.upsert(i).commit(Acknowledgement.RECEIVED);
                }
                Outcome outcome = table.upsert("interrupted").commit().outcome();
                interrupted.complete(Thread.currentThread().isInterrupted() && outcome == Outcome.INSERTED);
            });
            producer.start();
            while (producer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            producer.interrupt();
            clock.letGo();
            assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(table.upsert("after").commit().outcome()).isEqualTo(Outcome.INSERTED);
        }
    }

    @Test
    void shouldTimeOutByTheWallBesideAWriterThatStands() {
        GateClock clock = new GateClock();
        TailraceConfig config =
                config(BackPressure.TIMEOUT).threading(Threading.DEDICATED).clock(clock);
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            clock.hold();
            List<Ack> acks = fillUntil(table, WriteTimeoutException.class);
            clock.letGo();
            acks.forEach(ack -> assertThat(engine.await(ack).outcome()).isEqualTo(Outcome.INSERTED));
        }
    }

    @Test
    void shouldRefuseToBlockInsideAHandlerThatTheEngineRuns() {
        try (Tailrace engine = Tailrace.open(config(BackPressure.BLOCK))) {
            Table table = engine.table("t");
            List<Throwable> thrown = new ArrayList<>();
            Ack pipelined = new Ack();
            engine.run(table.changes(ChangesOptions.squash(false)), change -> {
                if (thrown.isEmpty()) {
                    try {
                        table.upsert("from the handler").commit();
                    } catch (IllegalBlockingCallException e) {
                        thrown.add(e);
                    }
                    table.upsert("pipelined").commit(pipelined);
                }
            });
            table.upsert("first").commit();
            while (!pipelined.isDone()) {
                engine.doWork();
            }
            assertThat(thrown).hasSize(1);
            assertThat(pipelined.outcome()).isEqualTo(Outcome.INSERTED);
            assertThat(table.exists("from the handler")).isFalse();
            assertThat(table.upsert("second").commit().outcome()).isEqualTo(Outcome.INSERTED);
        }
    }

    @Test
    void shouldKeepMessagesOfManySlotsWholeWhereTheyWrap() {
        long seed = Seeds.fresh(BackPressureTest.class);
        Random random = new Random(seed);
        try (Tailrace engine = Tailrace.open(config(BackPressure.BLOCK).slotBytes(64));
                Feed feed =
                        engine.table("t").changes(ChangesOptions.squash(false).fromStart())) {
            Table table = engine.table("t");
            Map<Integer, String> expected = new HashMap<>();
            for (int i = 0; i < 5_000; i++) {
                int key = random.nextInt(50);
                String text = "x".repeat(random.nextInt(800)) + i;
                table.upsert(key).put("text", text).commit(Acknowledgement.RECEIVED);
                expected.put(key, text);
                if (random.nextInt(20) == 0) {
                    engine.doWork();
                }
            }
            table.upsert("last").commit();
            DocumentBuffer buffer = table.newBuffer();
            expected.forEach((key, text) -> {
                assertThat(table.read((long) key, buffer)).isTrue();
                assertThat(buffer.document().string("text")).isEqualTo(text);
            });
            long[] count = {0};
            while (feed.position() < engine.lastSequence()) {
                feed.poll(change -> count[0]++, 256);
            }
            assertThat(count[0]).isEqualTo(5_001);
        }
    }

    /** As many one-slot messages as the ring has room for. */
    private static List<Ack> fill(Table table) {
        return fillUntil(table, BackPressureException.class);
    }

    private static List<Ack> fillUntil(Table table, Class<? extends RuntimeException> full) {
        List<Ack> acks = new ArrayList<>();
        while (true) {
            Ack ack = new Ack();
            try {
                table.upsert((long) acks.size()).commit(ack);
                acks.add(ack);
            } catch (RuntimeException e) {
                assertThat(e).isInstanceOf(full);
                assertThat(acks).hasSize(SLOTS);
                return acks;
            }
        }
    }

    /** Holds an engine in invoker mode: another thread runs its cycle and stays in a handler. */
    private static final class Held implements AutoCloseable {
        private final CountDownLatch released = new CountDownLatch(1);
        private final Thread thread;

        Held(Tailrace engine, Table table) throws InterruptedException {
            CountDownLatch inside = new CountDownLatch(1);
            engine.run(table.changes(ChangesOptions.squash(false)), change -> {
                inside.countDown();
                while (released.getCount() > 0) {
                    LockSupport.parkNanos(100_000);
                }
            });
            table.upsert("held").commit(Acknowledgement.RECEIVED);
            thread = new Thread(() -> {
                while (inside.getCount() > 0) {
                    engine.doWork();
                }
            });
            thread.start();
            inside.await();
        }

        void release() {
            released.countDown();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            release();
        }
    }
}
