package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.index.IndexMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EngineThreadsTest {
    @TempDir
    Path directory;

    private final List<Thread> made = new ArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    private TailraceConfig config() {
        return new TailraceConfig().directory(directory.resolve("journal")).errorHandler(errors::add);
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
}
