package io.tailrace.docs;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Direction;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.document.Document;
import io.tailrace.document.Value;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A trading screen: the instruments that have moved, refreshed fifty times a second, and the dearest on demand. */
final class TradingScreen implements AutoCloseable {
    private static final Duration REFRESH = Duration.ofMillis(20);

    private final Map<String, String> lines = new ConcurrentSkipListMap<>();
    private final Tailrace engine;
    private final Table quotes;
    private final Feed moved;

    TradingScreen(Path directory) {
        engine = Tailrace.open(new TailraceConfig().directory(directory));
        quotes = engine.table("quotes");
        if (!quotes.indexes().contains("bid")) {
            quotes.createIndex("bid");
        }
        moved = quotes.filter(row("change").ge(1))
                .pluck("id", "bid", "ask")
                .changes(ChangesOptions.squash(REFRESH).includeInitial());
        engine.run("screen", moved, this::show);
    }

    void quote(String symbol, double bid, double ask, double change) {
        quotes.upsert(symbol)
                .put("bid", bid)
                .put("ask", ask)
                .put("change", change)
                .commit();
    }

    private void show(Change change) {
        Document quote = change.newVal();
        if (quote == null) {
            lines.remove(change.key().string());
        } else {
            lines.put(quote.string("id"), quote.doubleValue("bid") + " / " + quote.doubleValue("ask"));
        }
    }

    /** What the screen shows when it has seen all quotes so far. */
    Map<String, String> lines() {
        moved.awaitSequence(engine.lastSequence(), Duration.ofSeconds(30));
        return lines;
    }

    List<String> dearest(int most) {
        List<String> symbols = new ArrayList<>();
        try (Cursor cursor = quotes.orderBy("bid", Direction.DESC).limit(most).read()) {
            for (Value quote : cursor) {
                symbols.add(quote.document().string("id"));
            }
        }
        return symbols;
    }

    @Override
    public void close() {
        engine.close();
    }
}
