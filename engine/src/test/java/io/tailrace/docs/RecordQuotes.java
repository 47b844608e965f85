package io.tailrace.docs;

import io.tailrace.MappedTable;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.Feed;
import io.tailrace.mapping.Scale;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Documents as records of Java, as the guide quotes it. */
final class RecordQuotes {
    private RecordQuotes() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            // tag::guide
            record Quote(String id, @Scale(2) BigDecimal bid, long size) {}

            MappedTable<Quote> quotes = engine.table("quotes").as(Quote.class);
            try (Feed feed = quotes.table().changes()) {
                quotes.upsert(new Quote("BTCUSDT", new BigDecimal("61800.25"), 3))
                        .commit();
                feed.poll(change -> seen.add(quotes.read(change.newVal()).toString()), 64);
            }
            seen.add(quotes.table().<String>read("BTCUSDT", document -> document.toString()));
            // end::guide
        }
        return seen;
    }
}
