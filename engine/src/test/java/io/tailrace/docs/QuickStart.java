package io.tailrace.docs;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.document.Field;
import io.tailrace.feed.Feed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The first lines of Java that the README shows. */
final class QuickStart {
    private QuickStart() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        // tag::readme
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table quotes = engine.table("quotes");
            Field bid = engine.field("bid");
            try (Feed rising = quotes.filter(quote -> quote.doubleValue(bid) >= 61_700)
                    .pluck("id", "bid", "ask")
                    .changes()) {
                quotes.upsert("BTCUSDT").put(bid, 61_800.2).put("ask", 61_800.3).commit();
                quotes.upsert("ETHUSDT").put(bid, 2_681.38).put("ask", 2_681.39).commit();
                rising.poll(change -> seen.add(change.sequence() + " " + change.newVal()), 64);
            }
        }
        // end::readme
        return seen;
    }
}
