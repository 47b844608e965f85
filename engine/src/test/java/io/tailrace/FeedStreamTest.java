package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.FeedException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedStreamTest {
    private static final ChangesOptions EACH = ChangesOptions.squash(false).from(1);

    private Tailrace engine;
    private Table quotes;

    @BeforeEach
    void open() {
        engine = Tailrace.open(new TailraceConfig().inMemory());
        quotes = engine.table("quotes");
        for (int i = 1; i <= 5; i++) {
            quotes.upsert("k" + i % 2).put("bid", i).commit();
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldStreamCopiesUntilTheFeedEnds() {
        Feed feed = quotes.changes(EACH.until(6));
        List<Change> kept = feed.stream().toList();
        assertThat(kept).extracting(change -> change.newVal().longValue("bid")).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(feed.ended()).isTrue();
        assertThat(feed.stream().toList()).isEmpty();
    }

    @Test
    void shouldTakeNoMoreThanIsAskedForAndGoOnAfterThat() {
        try (Feed feed = quotes.changes(EACH)) {
            assertThat(feed.stream().limit(2).map(Change::sequence).toList()).containsExactly(2L, 3L);
            assertThat(feed.position()).isEqualTo(3);
            assertThat(feed.stream()
                            .limit(2)
                            .parallel()
                            .map(change -> change.newVal().string("id"))
                            .toList())
                    .containsExactly("k1", "k0");
            assertThat(feed.take().sequence()).isEqualTo(6);
        }
    }

    @Test
    void shouldCloseTheFeedWithTheStream() {
        Feed feed = quotes.changes(EACH);
        try (Stream<Change> stream = feed.stream()) {
            assertThat(stream.findFirst().orElseThrow().sequence()).isEqualTo(2);
        }
        assertThat(feed.ended()).isTrue();
    }

    @Test
    void shouldThrowWhatEndsTheFeed() {
        try (Stream<Change> stream = quotes.changes(EACH).stream()) {
            engine.dropTable("quotes");
            assertThatThrownBy(stream::count).isInstanceOf(FeedException.class);
        }
    }
}
