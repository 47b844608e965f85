package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.SnapshotPolicy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ThreadFactoryTest {
    private static final ChangesOptions EACH = ChangesOptions.squash(false).from(1);

    @TempDir
    Path directory;

    private final List<Thread> made = new CopyOnWriteArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    private TailraceConfig config() {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .snapshots(SnapshotPolicy.onDemand().every(Duration.ofHours(1)).keep(2))
                .errorHandler(errors::add);
    }

    private static Set<Thread> engineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tailrace-"))
                .collect(Collectors.toSet());
    }

    private Thread make(Runnable work) {
        made.add(new Thread(work, "given"));
        return made.get(made.size() - 1);
    }

    @Test
    void shouldHaveAllThreadsMadeByTheFactory() {
        Set<Thread> others = engineThreads();
        try (Tailrace engine = Tailrace.open(config().threadFactory(this::make))) {
            Table table = engine.table("t");
            AtomicInteger seen = new AtomicInteger();
            engine.run(table.changes(EACH.includeInitial()), change -> seen.incrementAndGet());
            engine.runDedicated("apart", table.changes(EACH), change -> seen.incrementAndGet());
            engine.publisher(() -> table.changes(EACH)).subscribe(new FeedPublisherTest.Listener());
            table.upsert("a").commit();
            engine.snapshot();
            while (seen.get() < 2) {
                Thread.yield();
            }
            Set<Thread> running = new HashSet<>(engineThreads());
            running.removeAll(others);
            assertThat(running).isSubsetOf(made).isNotEmpty().allMatch(Thread::isDaemon);
            assertThat(running)
                    .extracting(Thread::getName)
                    .contains(
                            "tailrace-writer",
                            "tailrace-janitor",
                            "tailrace-forcing",
                            "tailrace-snapshot",
                            "tailrace-feeds-1",
                            "tailrace-subscribers");
        }
        assertThat(made)
                .extracting(Thread::getName)
                .contains("tailrace-opening", "tailrace-closing", "apart")
                .doesNotContain("given");
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldSayWhenTheFactoryGivesNothingAndCloseAllTheSame() {
        assertThatThrownBy(() -> Tailrace.open(config().threadFactory(work -> null)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("TailraceConfig.threadFactory(factory) has given none");
        AtomicInteger left = new AtomicInteger(1000);
        try (Tailrace engine =
                Tailrace.open(config().threadFactory(work -> left.getAndDecrement() > 0 ? make(work) : null))) {
            engine.table("t").upsert("a").commit();
            left.set(0);
        }
        assertThat(made).noneMatch(Thread::isAlive);
        try (Tailrace engine = Tailrace.open(config())) {
            assertThat(engine.table("t").count()).isEqualTo(1);
        }
    }

    @Test
    void shouldCloseWhereTheThreadsOfTheFactoryCannotBeStarted() {
        AtomicInteger left = new AtomicInteger(1000);
        try (Tailrace engine = Tailrace.open(
                config().threadFactory(work -> left.getAndDecrement() > 0 ? make(work) : unstartable()))) {
            engine.table("t").upsert("a").commit();
            left.set(0);
        }
        assertThat(made).noneMatch(Thread::isAlive);
        try (Tailrace engine = Tailrace.open(config())) {
            assertThat(engine.table("t").count()).isEqualTo(1);
        }
    }

    private static Thread unstartable() {
        return new Thread() {
            @Override
            public void start() {
                throw new InternalError("as the test wants it");
            }
        };
    }

    @Test
    void shouldStartNoThreadForASubscriberThatComesWhenTheEngineIsClosed() {
        Tailrace engine = Tailrace.open(config().threadFactory(this::make));
        Table table = engine.table("t");
        FeedPublisherTest.Listener listener = new FeedPublisherTest.Listener();
        engine.publisher(() -> {
                    Feed feed = table.changes(EACH);
                    engine.close();
                    return feed;
                })
                .subscribe(listener);
        assertThat(listener.error).isInstanceOf(EngineClosedException.class);
        assertThat(made).extracting(Thread::getName).doesNotContain("tailrace-subscribers");
    }

    @Test
    void shouldGiveItsOwnThreadsTheClassLoaderOfWhoOpenedIt() throws Exception {
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        List<ClassLoader> seen = new CopyOnWriteArrayList<>();
        try (URLClassLoader opener = new URLClassLoader(new URL[0], before)) {
            here.setContextClassLoader(opener);
            try (Tailrace engine = Tailrace.open(config())) {
                here.setContextClassLoader(before);
                Table table = engine.table("t");
                engine.run(
                        table.changes(EACH),
                        change -> seen.add(Thread.currentThread().getContextClassLoader()));
                table.upsert("a").commit();
                while (seen.isEmpty()) {
                    Thread.yield();
                }
            } finally {
                here.setContextClassLoader(before);
            }
            assertThat(seen).containsOnly(opener);
        }
    }

    @Test
    void shouldWaitAsTheConfigurationSays() {
        AtomicInteger writer = new AtomicInteger();
        AtomicInteger janitor = new AtomicInteger();
        TailraceConfig config =
                config().writerIdleStrategy(() -> counting(writer)).janitorIdleStrategy(() -> counting(janitor));
        try (Tailrace engine = Tailrace.open(config)) {
            engine.table("t").upsert("a").commit();
            while (writer.get() == 0 || janitor.get() == 0) {
                Thread.yield();
            }
        }
        assertThat(errors).isEmpty();
    }

    private static IdleStrategy counting(AtomicInteger times) {
        return new IdleStrategy() {
            @Override
            public void idle(int workCount) {
                idle();
            }

            @Override
            public void idle() {
                times.incrementAndGet();
                Thread.yield();
            }

            @Override
            public void reset() {}
        };
    }
}
