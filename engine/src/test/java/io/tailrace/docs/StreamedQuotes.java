package io.tailrace.docs;

import static io.tailrace.expression.Expressions.row;
import static io.tailrace.feed.ChangesOptions.squash;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.Change;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/** A feed as a stream, and published to subscribers, as the page on streams quotes it. */
final class StreamedQuotes {
    private StreamedQuotes() {}

    static List<String> stream(Path directory) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table quotes = engine.table("quotes");
            quotes.upsert("BTCUSDT").put("bid", 61_800).commit();
            quotes.upsert("ETHUSDT").put("bid", 2_681).commit();
            quotes.upsert("BTCUSDT").put("bid", 61_900).commit();
            // tag::stream
            try (Stream<Change> changes = quotes
                    .filter(row("bid").gt(10_000))
                    .changes(squash(false).from(1).until(engine.lastSequence()))
                    .stream()) {
                changes.map(change -> change.newVal().longValue("bid")).forEach(bid -> seen.add("bid " + bid));
            }
            // end::stream
        }
        return seen;
    }

    // tag::subscriber
    /** Asks for one event after the other, each when it is done with the one before. */
    static final class OneByOne implements Flow.Subscriber<Change> {
        final List<Change> kept = new ArrayList<>();
        final CountDownLatch over = new CountDownLatch(1);
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            subscription.request(1);
        }

        @Override
        public void onNext(Change change) {
            kept.add(change); // a copy of our own, good for as long as we like
            subscription.request(1);
        }

        @Override
        public void onError(Throwable cause) { // a FeedException, or that the engine is closed
            over.countDown();
        }

        @Override
        public void onComplete() {
            over.countDown();
        }
    }
    // end::subscriber

    static List<String> publish(Path directory) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table quotes = engine.table("quotes");
            quotes.upsert("BTCUSDT").put("bid", 61_800).commit();
            quotes.upsert("BTCUSDT").put("bid", 61_900).commit();
            long last = engine.lastSequence();
            // tag::publish
            Flow.Publisher<Change> published =
                    engine.publisher(() -> quotes.changes(squash(false).from(1).until(last)));
            OneByOne subscriber = new OneByOne();
            published.subscribe(subscriber);
            // end::publish
            subscriber.over.await();
            subscriber.kept.forEach(change -> seen.add(change.newVal().toString()));
        }
        return seen;
    }
}
