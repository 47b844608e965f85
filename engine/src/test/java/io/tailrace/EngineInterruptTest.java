package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineFailedException;
import io.tailrace.error.FeedException;
import io.tailrace.error.SlowHandlerException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.FeedRun;
import io.tailrace.index.IndexMemory;
import io.tailrace.write.Acknowledgement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.LangUtil;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interrupts of the engine's own threads, which are not meant for it. */
@Timeout(60)
class EngineInterruptTest {
    /** Enough that some come while a thread works, some while it idles and some in between. */
    private static final int ROUNDS = 300;

    @TempDir
    Path directory;

    private final List<Thread> made = new CopyOnWriteArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong delivered = new AtomicLong();

    private TailraceConfig config(Threading threading) {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(threading)
                .errorHandler(errors::add);
    }

    private ThreadFactory making(ThreadFactory factory) {
        return work -> {
            made.add(factory.newThread(work));
            return made.get(made.size() - 1);
        };
    }

    private void interruptAll() {
        made.forEach(Thread::interrupt);
    }

    @Test
    void shouldSyncOnAnInterruptedThreadWhereEverythingIsOnTheDiskAlready() {
        try (Tailrace engine = Tailrace.open(config(Threading.DEDICATED))) {
            engine.table("t").upsert("a").commit();
            engine.sync();
            for (int round = 0; round < ROUNDS; round++) {
                Thread.currentThread().interrupt();
                engine.sync();
                assertThat(Thread.interrupted()).as("the flag stays").isTrue();
            }
        }
    }

    private void write(Tailrace engine, FeedRun run, Table table) {
        for (int i = 0; i < ROUNDS; i++) {
            interruptAll();
            Acknowledgement level = i % 8 == 0 ? Acknowledgement.SYNCED : Acknowledgement.JOURNALED;
            table.upsert(i).put("n", i).commit(level);
        }
        interruptAll();
        engine.sync();
        while (delivered.get() < ROUNDS) {
            engine.doWork();
            Thread.onSpinWait();
        }
        assertThat(run.isRunning()).isTrue();
        assertThat(run.failure()).isNull();
        assertThat(engine.isFailed()).isFalse();
        assertThat(engine.feeds()).containsExactly(run);
        assertThat(made).allMatch(Thread::isAlive);
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldGoOnWhenEveryThreadOfTheEngineIsInterrupted(Threading threading) {
        try (Tailrace engine = Tailrace.open(config(threading), new IndexMemory(), making(EngineThread::new))) {
            Table table = engine.table("t");
            FeedRun run =
                    engine.run(table.changes(ChangesOptions.squash(false)), change -> delivered.incrementAndGet());
            assertThat(made).hasSize(threading == Threading.DEDICATED ? 5 : threading == Threading.SHARED ? 4 : 0);
            write(engine, run, table);
            interruptAll();
        }
        assertThat(made).noneMatch(Thread::isAlive);
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldGoOnWhenHandlersInterruptTheirThread(Threading threading) {
        try (Tailrace engine = Tailrace.open(config(threading), new IndexMemory(), making(EngineThread::new))) {
            Table table = engine.table("t");
            FeedRun run = engine.run(table.changes(ChangesOptions.squash(false)), change -> {
                delivered.incrementAndGet();
                Thread.currentThread().interrupt();
            });
            write(engine, run, table);
            Thread.interrupted(); // of a handler that this thread has run
        }
        assertThat(made).noneMatch(Thread::isAlive);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldEndOnlyByClosingWhereAnInterruptIsHeard() {
        TailraceConfig config = new TailraceConfig().inMemory().errorHandler(errors::add);
        try (Tailrace engine = Tailrace.open(config, new IndexMemory(), making(Thread::new))) {
            Table table = engine.table("t");
            engine.run(table.changes(ChangesOptions.squash(false)), change -> delivered.incrementAndGet());
            for (int i = 0; i < ROUNDS; i++) {
                interruptAll();
                table.upsert(i).commit();
            }
            while (delivered.get() < ROUNDS) {
                Thread.onSpinWait();
            }
            assertThat(made).hasSize(3).allMatch(Thread::isAlive);
        }
        assertThat(made).noneMatch(Thread::isAlive);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldHaveAHandlerThatWaitsHearThatItIsClosed() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (Tailrace engine = Tailrace.open(config(Threading.DEDICATED))) {
            Table table = engine.table("t");
            FeedRun run = engine.run(table.changes(), change -> {
                waiting.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    never.countDown();
                }
            });
            table.upsert(1).commit();
            waiting.await();
            run.close();
            assertThat(never.getCount()).isZero();
        }
    }

    /** Goes on when it is interrupted, and not before; says so when it has begun. */
    private static void block(CountDownLatch begun) {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED", "SHARED"})
    void shouldCloseWhereHandlersWaitForEver(Threading threading) throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        Tailrace engine = Tailrace.open(config(threading));
        Table table = engine.table("t");
        engine.run(table.changes(ChangesOptions.squash(false)), change -> block(waiting));
        table.upsert(1).commit(Acknowledgement.RECEIVED);
        table.upsert(2).commit(Acknowledgement.RECEIVED);
        waiting.await();
        engine.close();
        assertThat(errors).allMatch(SlowHandlerException.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED", "SHARED"})
    void shouldCloseWhereSubscribersWaitForEver(Threading threading) throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        FeedPublisherTest.Listener listener = new FeedPublisherTest.Listener() {
            @Override
            public void onNext(Change change) {
                block(waiting);
            }
        };
        try (Tailrace engine = Tailrace.open(config(threading), new IndexMemory(), making(Thread::new))) {
            Table table = engine.table("t");
            engine.publisher(() -> table.changes(ChangesOptions.squash(false))).subscribe(listener);
            listener.subscription.request(10);
            table.upsert(1).commit(Acknowledgement.RECEIVED);
            table.upsert(2).commit(Acknowledgement.RECEIVED);
            waiting.await();
        }
        assertThat(listener.error).isInstanceOf(EngineClosedException.class);
        assertThat(made).noneMatch(Thread::isAlive);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldFailAFeedWhoseThreadCannotGoOn() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        TailraceConfig config = config(Threading.DEDICATED)
                .feedIdleStrategy(() -> refusing(new InterruptedException("no more")))
                .errorHandler(error -> {
                    errors.add(error);
                    told.countDown();
                });
        try (Tailrace engine = Tailrace.open(config)) {
            FeedRun run = engine.run("quotes", engine.table("t").changes(), change -> {});
            told.await();
            assertThat(run.isRunning()).isFalse();
            assertThat(run.failure()).isSameAs(errors.get(0)).hasRootCauseMessage("no more");
            assertThat(errors).singleElement().isInstanceOf(FeedException.class);
            assertThat(engine.feeds()).containsExactly(run);
            assertThat(engine.table("t").upsert(1).commit().sequence()).isPositive();
        }
    }

    @Test
    void shouldFailAnEngineWhoseThreadCannotGoOn() throws InterruptedException {
        Tailrace.open(config(Threading.DEDICATED)).close();
        CountDownLatch told = new CountDownLatch(1);
        TailraceConfig config = config(Threading.SHARED)
                .readOnly(true)
                .feedIdleStrategy(() -> refusing(new InterruptedException("no more")))
                .errorHandler(error -> {
                    errors.add(error);
                    told.countDown();
                });
        try (Tailrace engine = Tailrace.open(config)) {
            told.await();
            assertThat(engine.isFailed()).isTrue();
            assertThatThrownBy(() -> engine.awaitSequence(1, Duration.ofSeconds(30)))
                    .isInstanceOf(EngineFailedException.class)
                    .hasRootCauseMessage("no more");
        }
        assertThat(errors).hasSize(1);
    }

    private static IdleStrategy refusing(Throwable cause) {
        IdleStrategy yielding = YieldingIdleStrategy.INSTANCE;
        return new IdleStrategy() {
            @Override
            public void idle(int workCount) {
                LangUtil.rethrowUnchecked(cause);
            }

            @Override
            public void idle() {
                yielding.idle();
            }

            @Override
            public void reset() {}
        };
    }
}
