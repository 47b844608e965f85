package io.tailrace.docs;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a feed tells, and the three ways of being told. */
final class FirstFeed {
    private FirstFeed() {}

    static List<String> run(Path directory) {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            // tag::events
            Table quotes = engine.table("quotes");
            quotes.upsert("BTCUSDT").put("bid", 61_750).commit();

            ChangesOptions all = ChangesOptions.squash(false);
            long position;
            try (Feed dear = quotes.filter(row("bid").ge(61_700)).changes(all.includeInitial())) {
                quotes.upsert("BTCUSDT").put("bid", 61_800).commit();
                quotes.upsert("ETHUSDT").put("bid", 2_681).commit(); // passes no filter
                quotes.upsert("BTCUSDT").put("bid", 61_600).commit(); // passes it no longer
                dear.poll(change -> seen.add(change.type() + " " + change.oldVal() + " " + change.newVal()), 64);
                position = dear.position();
            }
            // end::events
            quotes.upsert("BTCUSDT").put("bid", 61_900).commit();
            // tag::ways
            try (Feed dear = quotes.filter(row("bid").ge(61_700)).changes(all.resume(position))) {
                Change next = dear.take(Duration.ofSeconds(10)); // waits; for (Change change : dear) does so for ever
                seen.add("taken " + next.newVal());
            }
            Feed dear = quotes.filter(row("bid").ge(61_700)).changes(all.resume(position));
            try (FeedRun run = engine.run("dear", dear, change -> seen.add("run " + change.newVal()))) {
                dear.awaitSequence(engine.lastSequence(), Duration.ofSeconds(10));
                seen.add("behind by " + run.lag());
            }
            // end::ways
        }
        return seen;
    }
}
