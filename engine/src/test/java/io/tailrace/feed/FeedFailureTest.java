package io.tailrace.feed;

import static io.tailrace.feed.FeedRig.poll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.document.Field;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EngineException;
import io.tailrace.error.FeedException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.query.Transforms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedFailureTest {
    private static final ChangesOptions VERBATIM = ChangesOptions.squash(false).fromStart();
    private static final ChangesOptions ON_READ = ChangesOptions.squash(true).fromStart();
    private static final ChangesOptions WINDOW =
            ChangesOptions.squash(Duration.ofNanos(10)).fromStart();

    private final FeedRig rig = FeedRig.withTable("t");
    private final Field a = rig.dictionary.field("a");
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void write() {
        rig.put("x", "a", 1);
        rig.put("y", "a", 2);
        rig.put("z", "b", 3);
        rig.put("x", "a", 4);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private FeedException failure(Feed feed) {
        return catchThrowableOfType(
                FeedException.class, () -> feed.poll(change -> events.add(FeedRig.text(change)), 10));
    }

    @Test
    void shouldEndWithSequenceAndCauseWhenAFilterThrows() {
        for (ChangesOptions options : List.of(VERBATIM, ON_READ, WINDOW)) {
            events.clear();
            Feed other = rig.open(options);
            Feed feed = rig.open(Transforms.none().filter(document -> document.longValue(a) > 0), options);

            FeedException failure = failure(feed);

            assertThat(failure.sequence()).as(options.toString()).isEqualTo(4);
            assertThat(failure).hasCauseInstanceOf(DocumentException.class);
            assertThat(events).containsExactly("2@0 none -> {a=1, id=x}", "3@0 none -> {a=2, id=y}");
            assertThat(feed.position()).isEqualTo(3);
            assertThat(feed.ended()).isTrue();
            assertThat(failure(feed)).isSameAs(failure);
            assertThatThrownBy(feed::take).isSameAs(failure);
            assertThat(rig.released).containsExactly(feed);
            feed.close();
            assertThat(rig.released).containsExactly(feed);
            rig.released.clear();
            rig.timeFloor = 10;
            assertThat(poll(other)).hasSizeGreaterThan(2);
            rig.timeFloor = 0;
        }
    }

    @Test
    void shouldEndWithSequenceAndCauseWhenAProjectionThrows() {
        for (ChangesOptions options : List.of(VERBATIM, ON_READ, WINDOW)) {
            Feed feed = rig.open(Transforms.none().map((in, out) -> out.put("a", in.longValue(a))), options);

            assertThat(failure(feed).sequence()).isEqualTo(4);
            assertThat(feed.position()).isEqualTo(3);
        }
    }

    @Test
    void shouldEndWithSequenceAndCauseWhenTheHandlerThrows() {
        for (ChangesOptions options : List.of(VERBATIM, ON_READ, WINDOW.until(5))) {
            Feed feed = rig.open(options);
            IllegalStateException cause = new IllegalStateException("from the handler");
            ChangeHandler handler = change -> {
                if (change.newVal().longValue(a, 0) == 2) {
                    throw cause;
                }
            };

            assertThatThrownBy(() -> feed.poll(handler, 10))
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining("sequence=3")
                    .hasCause(cause);
            assertThat(feed.position()).isEqualTo(options == VERBATIM ? 2 : feed.position());
            assertThat(feed.position()).isLessThan(3);
            assertThatThrownBy(() -> feed.poll(handler, 10)).hasCause(cause);
            assertThatThrownBy(() -> feed.awaitSequence(5, Duration.ofSeconds(1)))
                    .hasCause(cause);
        }
    }

    @Test
    void shouldEndWithAnErrorOfTheHandlerToo() {
        Feed feed = rig.open(VERBATIM);
        AssertionError cause = new AssertionError("from the handler");

        assertThatThrownBy(() -> feed.poll(
                        change -> {
                            throw cause;
                        },
                        10))
                .hasCause(cause);
    }

    @Test
    void shouldDeliverWhatCameBeforeTheTableWasDropped() {
        rig.dropTable(0);
        for (ChangesOptions options : List.of(VERBATIM, ON_READ, WINDOW)) {
            events.clear();
            Feed feed = rig.open(options);

            assertThat(poll(feed, 2)).hasSize(2);
            FeedException failure = failure(feed);

            assertThat(failure.sequence()).isEqualTo(6);
            assertThat(failure).hasCauseInstanceOf(UnknownTableException.class);
            assertThat(feed.position()).isEqualTo(5);
            assertThat(events).hasSize(options == VERBATIM ? 2 : 1);
        }
    }

    @Test
    void shouldNotLookAtTheEndOfAnotherTable() {
        int other = rig.createTable("other");
        Feed feed = rig.open(VERBATIM);
        rig.dropTable(other);

        assertThat(poll(feed)).hasSize(4);
    }

    @Test
    void shouldRefuseAHandlerThatPollsItsOwnFeed() {
        Feed feed = rig.open(VERBATIM);

        assertThatThrownBy(() -> feed.poll(change -> feed.poll(c -> {}, 1), 1))
                .isInstanceOf(FeedException.class)
                .hasCauseInstanceOf(EngineException.class);
    }

    @Test
    void shouldRefuseALimitBelowOne() {
        Feed feed = rig.open(VERBATIM);

        assertThatThrownBy(() -> feed.poll(change -> {}, 0)).hasMessageContaining("limit=0");
        assertThat(poll(feed)).hasSize(4);
    }
}
