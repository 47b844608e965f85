package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineException;
import io.tailrace.feed.FeedGroup;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may use a group, and when. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupUseTest {
    private static final int FEEDS = 20_000;

    @Test
    void shouldBePolledWhileAnotherThreadAddsAndClosesFeeds() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table table = engine.table("t");
            FeedGroup group = engine.group();
            CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < FEEDS; i++) {
                    group.add(table.changes(), change -> {}).close();
                }
            });
            while (!opening.isDone()) {
                assertThat(group.poll(1)).isZero();
            }
            opening.join();
            assertThat(group.size()).isZero();
        }
    }

    @Test
    void shouldRefuseToBePolledByItsOwnHandler() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table table = engine.table("t");
            FeedGroup group = engine.group();
            Throwable[] refused = new Throwable[1];
            group.add(table.changes(), change -> {
                try {
                    group.poll(1);
                } catch (EngineException e) {
                    refused[0] = e;
                }
            });
            table.upsert("a").commit();
            assertThat(group.poll(1)).isOne();
            assertThatThrownBy(() -> {
                        throw refused[0];
                    })
                    .hasMessageContaining("group is in use");
        }
    }
}
