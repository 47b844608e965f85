package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.SlowHandlerException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import io.tailrace.index.IndexMemory;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.SnapshotPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EngineThreadsTest {
    private static final int CHANGES = 70_000;

    @TempDir
    Path directory;

    private final List<Thread> made = new ArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    private TailraceConfig config() {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .snapshots(SnapshotPolicy.onDemand()) // which takes no thread
                .errorHandler(errors::add);
    }

    /** Makes threads, but no more than so many. */
    private ThreadFactory atMost(int threads) {
        return work -> {
            if (made.size() == threads) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            made.add(new Thread(work));
            return made.get(made.size() - 1);
        };
    }

    @Test
    void shouldLeaveNoThreadBehindWhenOneOfThemCannotBeStarted() {
        for (int threads = 0; threads < 3; threads++) {
            ThreadFactory tooFew = atMost(threads);
            assertThatThrownBy(() -> Tailrace.open(config(), new IndexMemory(), tooFew))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(made).hasSize(threads).noneMatch(Thread::isAlive);
            made.clear();
        }
        assertThat(errors).isEmpty();
        try (Tailrace engine = Tailrace.open(config())) {
            assertThat(engine.table("t").upsert("a").commit().sequence()).isEqualTo(2);
        }
    }

    @Test
    void shouldGoOnWithoutAFeedWhoseThreadCannotBeStarted() {
        try (Tailrace engine = Tailrace.open(config(), new IndexMemory(), atMost(3))) {
            Table table = engine.table("t");
            try (Feed feed = table.changes(ChangesOptions.squash(false))) {
                assertThatThrownBy(() -> engine.run(feed, change -> {})).isInstanceOf(OutOfMemoryError.class);
                assertThat(engine.feeds()).isEmpty();
                table.upsert("a").commit();
                assertThat(feed.poll(change -> {}, 10)).isEqualTo(1);
            }
        }
        assertThat(made).hasSize(3).noneMatch(Thread::isAlive);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldCatchUpWhereTheFeedIsWhenTheThreadForThatCannotBeStarted() {
        int threads = 4; // of the writer, the janitor, who forces, and the dispatcher
        try (Tailrace engine = Tailrace.open(config(), new IndexMemory(), atMost(threads))) {
            Table table = engine.table("t");
            for (int i = 0; i < CHANGES; i++) {
                table.upsert(i % 100).put("n", i).commit(Acknowledgement.RECEIVED);
            }
            table.upsert("last").commit();
            AtomicInteger seen = new AtomicInteger();
            FeedRun run =
                    engine.run(table.changes(ChangesOptions.squash(false).from(1)), change -> seen.incrementAndGet());
            while (seen.get() <= CHANGES && run.failure() == null) {
                Thread.onSpinWait();
            }
            assertThat(run.failure()).isNull();
            assertThat(seen).hasValue(CHANGES + 1);
            assertThat(errors).hasSize(1).first().isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void shouldLeaveAFeedAsItWasWhoseOwnThreadCannotBeStarted() {
        try (Tailrace engine = Tailrace.open(config(), new IndexMemory(), atMost(3))) {
            Table table = engine.table("t");
            try (Feed feed = table.changes(ChangesOptions.squash(false))) {
                assertThatThrownBy(() -> engine.runDedicated("own", feed, change -> {}))
                        .isInstanceOf(OutOfMemoryError.class);
                assertThat(engine.feeds()).isEmpty();
                table.upsert("a").commit();
                assertThat(feed.poll(change -> {}, 10)).isEqualTo(1);
            }
        }
        assertThat(made).hasSize(3).noneMatch(Thread::isAlive);
    }

    @Test
    void shouldKeepASlowFeedWhereItIsWhenItsOwnThreadCannotBeStarted() {
        TailraceConfig config = config().handlerAllowance(Duration.ofMillis(20)).isolateSlow(true);
        try (Tailrace engine = Tailrace.open(config, new IndexMemory(), atMost(4))) {
            Table table = engine.table("t");
            AtomicInteger seen = new AtomicInteger();
            AtomicInteger quick = new AtomicInteger();
            engine.run(table.changes(ChangesOptions.squash(false)), change -> {
                while (seen.get() == 1 && errors.isEmpty()) {
                    Thread.onSpinWait(); // until it is told that this takes long
                }
                seen.incrementAndGet();
            });
            engine.run(table.changes(ChangesOptions.squash(false)), change -> quick.incrementAndGet());
            for (int i = 0; i < 100; i++) {
                table.upsert(i).commit();
            }
            while (seen.get() < 100 || quick.get() < 100 || errors.size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(errors.get(0)).isInstanceOf(SlowHandlerException.class);
            assertThat(errors.get(1)).isInstanceOf(OutOfMemoryError.class);
            assertThat(engine.feeds()).hasSize(2).allMatch(FeedRun::isRunning);
        }
    }
}
