package io.tailrace.docs;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A strategy under a clock that the test moves: one thread, and the same events every time. */
final class VirtualClock {
    private static final long SECOND_NS = 1_000_000_000;

    private VirtualClock() {}

    static List<String> run() {
        List<String> seen = new ArrayList<>();
        // tag::engine
        AtomicLong nowNs = new AtomicLong();
        TailraceConfig config = new TailraceConfig()
                .inMemory()
                .threading(Threading.INVOKER)
                .clock(nowNs::get)
                .random(new Random(7)::nextLong)
                .hashSeed(7);
        // end::engine
        try (Tailrace engine = Tailrace.open(config)) {
            // tag::strategy
            Table quotes = engine.table("quotes");
            Table orders = engine.table("orders");
            try (Feed dear = quotes.filter(row("bid").gt(100)).changes(ChangesOptions.squash(Duration.ofSeconds(1)))) {
                for (int second = 1; second <= 4; second++) {
                    nowNs.set(second * SECOND_NS); // 1. the time at which it happens
                    if (second < 4) {
                        quotes.upsert("BTC").put("bid", 99 + second).commit(); // 2. what happens
                    }
                    while (engine.doWork() > 0) {} // 3. what comes of it in the engine: here windows that end
                    dear.poll(quote -> order(orders, quote), 64); // 4. and in your handlers
                    seen.add(second + " s, " + orders.count() + " orders");
                }
            }
            // end::strategy
        }
        return seen;
    }

    // tag::order
    private static void order(Table orders, Change quote) {
        orders.insert().put("id", "sell at " + quote.newVal().longValue("bid")).commit();
    }
    // end::order
}
