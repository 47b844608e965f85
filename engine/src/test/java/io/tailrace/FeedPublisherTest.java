package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.error.CursorException;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedPublisherTest {
    private static final ChangesOptions EACH = ChangesOptions.squash(false).from(1);

    private static final ChangesOptions NAMED = EACH.cursor("risk");

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<Feed> opened = new ArrayList<>();
    private Tailrace engine;
    private Table quotes;

    @BeforeEach
    void open() {
        engine = Tailrace.open(new TailraceConfig().inMemory().errorHandler(errors::add));
        quotes = engine.table("quotes");
        for (int i = 1; i <= 10; i++) {
            quotes.upsert("BTC").put("bid", i).commit();
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield(); // the limit of the test ends it
        }
    }

    private Flow.Publisher<Change> publisher(Supplier<Feed> feeds) {
        return engine.publisher(() -> {
            Feed feed = feeds.get();
            opened.add(feed);
            return feed;
        });
    }

    private Flow.Publisher<Change> publisher() {
        return publisher(() -> quotes.changes(EACH));
    }

    /** Keeps what it is told. */
    static class Listener implements Flow.Subscriber<Change> {
        final List<Change> events = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        volatile Flow.Subscription subscription;
        volatile Throwable error;
        volatile boolean complete;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Change change) {
            threads.add(Thread.currentThread());
            events.add(change);
        }

        @Override
        public void onError(Throwable cause) {
            error = cause;
        }

        @Override
        public void onComplete() {
            complete = true;
        }

        List<Long> bids() {
            return events.stream().map(event -> event.newVal().longValue("bid")).toList();
        }

        void await(int count) {
            FeedPublisherTest.await(() -> events.size() >= count);
        }
    }

    private Listener listening(Flow.Publisher<Change> publisher) {
        Listener listener = new Listener();
        publisher.subscribe(listener);
        return listener;
    }

    @Test
    void shouldDeliverCopiesOfWhatWasAskedForAndNoMore() {
        Listener listener = listening(publisher());
        listener.subscription.request(2);
        listener.subscription.request(1);
        listener.await(3);
        listening(publisher())
                .subscription
                .request(4); // the thread has looked at the first one again when this has come
        Listener other = listening(publisher());
        other.subscription.request(10);
        other.await(10);
        assertThat(listener.bids()).containsExactly(1L, 2L, 3L);
        assertThat(opened.get(0).position()).isEqualTo(listener.events.get(2).sequence());
        listener.subscription.request(Long.MAX_VALUE);
        listener.subscription.request(Long.MAX_VALUE);
        listener.await(10);
        quotes.upsert("BTC").put("bid", 11).commit();
        listener.await(11);
        assertThat(listener.bids()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(listener.threads).extracting(Thread::getName).containsOnly("tailrace-subscribers");
    }

    @Test
    void shouldCloseTheFeedOfWhoCancels() {
        Listener listener = new Listener() {
            @Override
            public void onNext(Change change) {
                super.onNext(change);
                if (events.size() == 4) {
                    subscription.cancel();
                    subscription.cancel();
                    subscription.request(1);
                }
            }
        };
        publisher().subscribe(listener);
        listener.subscription.request(Long.MAX_VALUE);
        await(() -> !opened.isEmpty() && opened.get(0).ended());
        Listener other = listening(publisher());
        other.subscription.request(10);
        other.await(10);
        assertThat(listener.events).hasSize(4);
        assertThat(listener.complete).isFalse();
        assertThat(listener.error).isNull();
        other.subscription.cancel();
        assertThat(opened.get(1).ended()).isTrue();
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldCompleteWhereTheFeedEnds() {
        Listener listener = listening(publisher(() -> quotes.changes(EACH.until(4))));
        listener.subscription.request(100);
        await(() -> listener.complete);
        assertThat(listener.bids()).containsExactly(1L, 2L, 3L);
        assertThat(opened.get(0).ended()).isTrue();
    }

    @Test
    void shouldTellWhatHasEndedTheFeed() {
        Listener listener = listening(publisher());
        listener.subscription.request(Long.MAX_VALUE);
        engine.dropTable("quotes");
        await(() -> listener.error != null);
        assertThat(listener.bids()).hasSize(10);
        assertThat(listener.error)
                .isInstanceOfSatisfying(
                        FeedException.class,
                        error -> assertThat(error.reason()).isEqualTo(FeedException.Reason.TABLE_DROPPED));
    }

    @Test
    void shouldTellWhyThereIsNoFeed() {
        Listener listener = listening(publisher(() -> quotes.orderBy("none").changes()));
        assertThat(listener.error).isInstanceOf(QueryException.class);
        listener.subscription.request(1);
        listener.subscription.cancel();
        Listener none = listening(engine.publisher(() -> null));
        assertThat(none.error).hasMessageContaining("publisher(feeds)");
    }

    @Test
    void shouldRefuseOneFeedForTwo() {
        Feed only = quotes.changes(EACH);
        Listener first = listening(engine.publisher(() -> only));
        assertThat(listening(engine.publisher(() -> only)).error).hasMessageContaining("has a subscriber already");
        first.subscription.request(1);
        first.await(1);
    }

    @Test
    void shouldRefuseAFeedWhoseSubscriberIsBeingToldOfIt() {
        Feed only = quotes.changes(EACH);
        Listener second = new Listener();
        Listener first = new Listener() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                super.onSubscribe(given);
                engine.publisher(() -> only).subscribe(second);
            }
        };
        engine.publisher(() -> only).subscribe(first);
        assertThat(second.error).hasMessageContaining("has a subscriber already");
        first.subscription.request(1);
        first.await(1);
    }

    @Test
    void shouldRefuseAFeedOfAnotherEngineAndOneThatIsPolled() {
        try (Tailrace other = Tailrace.open(new TailraceConfig().inMemory())) {
            Feed foreign = quotes.changes(EACH);
            Listener listener = listening(other.publisher(() -> foreign));
            assertThat(listener.error).hasMessageContaining("is of another engine");
            assertThat(foreign.ended()).isTrue();
        }
        Feed taken = quotes.changes(EACH);
        engine.run(taken, change -> {});
        Listener second = listening(engine.publisher(() -> taken));
        second.subscription.request(1);
        await(() -> second.error != null);
        assertThat(second.error).hasMessageContaining("feed is in use");
    }

    @Test
    void shouldTellEachThatTheEngineIsClosed() {
        Listener idle = listening(publisher());
        Listener busy = listening(publisher());
        busy.subscription.request(Long.MAX_VALUE);
        busy.await(10);
        Flow.Publisher<Change> late = publisher();
        engine.close();
        assertThat(idle.error).isInstanceOf(EngineClosedException.class);
        assertThat(busy.error).isInstanceOf(EngineClosedException.class);
        assertThat(listening(late).error).isInstanceOf(EngineClosedException.class);
        assertThat(idle.complete || busy.complete).isFalse();
    }

    @Test
    void shouldCloseTheEngineFromASubscriber() {
        Listener listener = new Listener() {
            @Override
            public void onNext(Change change) {
                super.onNext(change);
                engine.close();
            }
        };
        publisher().subscribe(listener);
        listener.subscription.request(1);
        await(() -> listener.error != null);
        assertThat(listener.error).isInstanceOf(EngineClosedException.class);
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldTakeWhoThrowsForOneWhoHasCancelled() {
        Listener listener = new Listener() {
            @Override
            public void onNext(Change change) {
                super.onNext(change);
                throw new IllegalStateException("as the test wants it");
            }
        };
        publisher().subscribe(listener);
        listener.subscription.request(5);
        await(() -> !errors.isEmpty());
        Listener other = listening(publisher());
        other.subscription.request(10);
        other.await(10);
        assertThat(listener.events).hasSize(1);
        assertThat(listener.error).isNull();
        assertThat(errors).hasSize(1);
        assertThat(opened.get(0).ended()).isTrue();
    }

    /** Not as long as a poll of the feed before, which has ended, is not left: it has the cursor until then. */
    private static boolean opens(Function<ChangesOptions, Feed> query, List<Feed> into) {
        try {
            return into.add(query.apply(NAMED));
        } catch (CursorException e) {
            return false;
        }
    }

    /** What a feed goes on with that is opened after a subscriber has ended. */
    private List<Long> left(Function<ChangesOptions, Feed> query) {
        List<Feed> opening = new ArrayList<>();
        await(() -> opened.get(0).ended() && opens(query, opening));
        List<Long> left = new ArrayList<>();
        try (Feed next = opening.get(0)) {
            next.poll(change -> left.add(change.newVal().longValue("bid")), 100);
        }
        return left;
    }

    @Test
    void shouldNotTakeAnEventForHandledWhoseSubscriberHasThrown() {
        Listener listener = new Listener() {
            @Override
            public void onNext(Change change) {
                super.onNext(change);
                if (events.size() == 4) {
                    throw new IllegalStateException("as the test wants it");
                }
            }
        };
        publisher(() -> quotes.changes(NAMED)).subscribe(listener);
        listener.subscription.request(100);
        await(() -> !errors.isEmpty());
        assertThat(left(quotes::changes)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(listener.error).isNull();
        assertThat(errors).hasSize(1);
    }

    @Test
    void shouldNotTakeAnEventForHandledThatWasFoundWhenTheSubscriberCancelled() {
        Listener listener = new Listener();
        Query query = quotes.filter(row -> {
            if (row.longValue("bid") == 4 && listener.subscription != null) {
                listener.subscription.cancel();
            }
            return true;
        });
        publisher(() -> query.changes(NAMED)).subscribe(listener);
        listener.subscription.request(100);
        assertThat(left(query::changes)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(listener.bids()).containsExactly(1L, 2L, 3L);
        assertThat(listener.error).isNull();
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldDeliverWindowsWhenTheyHaveClosed() {
        Listener listener = listening(publisher(
                () -> quotes.changes(ChangesOptions.squash(Duration.ofMillis(1)).from(1))));
        listener.subscription.request(Long.MAX_VALUE);
        await(() -> listener.bids().contains(10L)); // the last one written
        assertThat(listener.error).isNull();
    }

    @Test
    void shouldDeliverWhereTheCallerDrivesTheEngine() {
        Tailrace driven = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
        Table table = driven.table("t");
        table.upsert("a").commit();
        table.upsert("b").commit();
        Listener listener = listening(driven.publisher(() -> table.changes(EACH.until(3))));
        listener.subscription.request(1);
        assertThat(listener.events).isEmpty();
        driven.doWork();
        assertThat(listener.events).hasSize(1);
        driven.doWork();
        assertThat(listener.events).hasSize(1);
        listener.subscription.request(1);
        driven.doWork();
        driven.doWork();
        assertThat(listener.events).hasSize(2);
        assertThat(listener.complete).isTrue();
        Listener open = listening(driven.publisher(() -> table.changes(EACH)));
        driven.close();
        assertThat(open.error).isInstanceOf(EngineClosedException.class);
        assertThat(listener.error).isNull();
    }
}
