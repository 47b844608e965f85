package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.BeyondEndException;
import io.tailrace.error.QueryException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.Lag;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FeedOpeningTest {
    @TempDir
    Path directory;

    private final AtomicReference<Thread> opener = new AtomicReference<>();
    private Runnable meanwhile = () -> {};

    @Test
    void shouldRefuseToResumeBeyondTheEnd() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            Table table = engine.table("t");
            table.upsert("a").commit();

            assertThatThrownBy(() -> table.changes(ChangesOptions.defaults().resume(3)))
                    .isInstanceOf(BeyondEndException.class)
                    .hasMessageContaining("resume=3")
                    .hasMessageContaining("last=2");
            try (Feed end = table.changes(ChangesOptions.defaults().resume(2));
                    Feed later = table.changes(ChangesOptions.defaults().from(4))) {
                table.upsert("b").commit();
                table.upsert("c").commit();
                assertThat(end.poll(change -> {}, 10)).isEqualTo(2);
                assertThat(later.poll(change -> {}, 10)).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldRefuseALagInBytesOfAJournalInMemory() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            Table table = engine.table("t");
            assertThatThrownBy(() -> table.changes(ChangesOptions.squash(false).failBeyond(Lag.bytes(1))))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("Lag.bytes(1) can be told only of a journal on disk");
        }
    }

    /** A clock that somebody asks while a feed is being opened. */
    private EpochNanoClock clock() {
        return () -> {
            if (opener.compareAndSet(Thread.currentThread(), null)) {
                meanwhile.run();
            }
            return SystemEpochNanoClock.INSTANCE.nanoTime();
        };
    }

    private Feed openMeanwhile(Table table, Runnable other) {
        meanwhile = other;
        opener.set(Thread.currentThread());
        Feed feed = table.changes();
        assertThat(opener.get()).isNull();
        return feed;
    }

    @Test
    void shouldOpenAFeedWhileAnotherThreadIsOpeningOne() {
        try (Tailrace engine =
                Tailrace.open(new TailraceConfig().directory(directory).clock(clock()))) {
            Table table = engine.table("t");
            AtomicReference<Feed> other = new AtomicReference<>();
            openMeanwhile(table, () -> {
                Thread thread = new Thread(() -> other.set(table.changes()));
                thread.start();
                join(thread, 10);
            });
            assertThat(other.get()).isNotNull();
        }
    }

    @Test
    void shouldCloseAFeedThatWasBeingOpenedWhenTheEngineClosed() {
        Tailrace engine =
                Tailrace.open(new TailraceConfig().directory(directory).clock(clock()));
        AtomicReference<Thread> closing = new AtomicReference<>();
        Feed feed = openMeanwhile(engine.table("t"), () -> {
            closing.set(new Thread(engine::close));
            closing.get().start();
        });
        join(closing.get(), 30);
        assertThat(closing.get().isAlive()).isFalse();
        assertThat(EngineSide.isReleased(feed)).isTrue();
    }

    private static void join(Thread thread, long seconds) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
