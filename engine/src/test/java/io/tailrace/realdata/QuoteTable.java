package io.tailrace.realdata;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;
import io.tailrace.query.DocumentFilter;
import io.tailrace.write.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Best quotes by instrument: how they are written, and what is found of them. Not thread safe. */
final class QuoteTable {
    private final Tailrace engine;
    private final Table table;
    private final Field id;
    private final Field bid;
    private final Field bidQty;
    private final Field ask;
    private final Field askQty;

    QuoteTable(Tailrace engine) {
        this.engine = engine;
        table = engine.table("quotes");
        id = engine.field(table.keyField());
        bid = engine.field("bid");
        bidQty = engine.field("bidQty");
        ask = engine.field("ask");
        askQty = engine.field("askQty");
    }

    Table table() {
        return table;
    }

    WritesInFlight<String> writes() {
        return new WritesInFlight<>(engine, (instrument, ack) -> {});
    }

    void write(MarketLine line, WritesInFlight<String> writes) {
        writes.commit(
                table.upsert(line.instrument())
                        .time(line.localNs())
                        .put(bid, line.decimalE8("b"))
                        .put(bidQty, line.decimalE8("B"))
                        .put(ask, line.decimalE8("a"))
                        .put(askQty, line.decimalE8("A")),
                line.instrument());
    }

    /** What the writes, a feed of everything and filtered feeds say. */
    Map<String, Object> found(WritesInFlight<String> writes, List<String> filters) {
        Copy copy = new Copy();
        try (Feed feed = table.changes(EventCounts.everything())) {
            EventCounts.drain(feed, copy);
        }
        Map<String, Object> counts = new HashMap<>();
        for (String name : filters) {
            Feed feed = table.filter(filter(name)).changes(EventCounts.everything());
            counts.put(name, EventCounts.of(feed).facts());
        }
        Map<String, Object> found = new HashMap<>();
        found.put("events", copy.counts.all());
        found.put("events_by_instrument", copy.events);
        found.put("insert", writes.count(Outcome.INSERTED));
        found.put("modify", writes.count(Outcome.REPLACED));
        found.put("set_same_value", writes.count(Outcome.UNCHANGED));
        found.put("filters", counts);
        found.put("final_rows[bidE8,bidQtyE8,askE8,askQtyE8]", copy.rows);
        found.put("final_checksum", checksum(copy.rows));
        return found;
    }

    /** Checksum of the stored rows. */
    Object scanned() {
        Map<String, List<Long>> rows = new HashMap<>();
        table.scan((document, version) -> rows.put(document.string(id), row(document)));
        return checksum(rows);
    }

    private DocumentFilter filter(String name) {
        int space = name.indexOf(" bid>=");
        String instrument = name.substring(0, space);
        long leastE8 = Decimals.e8(name.substring(space + " bid>=".length()));
        return quote -> quote.stringEquals(id, instrument) && quote.longValue(bid) >= leastE8;
    }

    private List<Long> row(Document quote) {
        return List.of(quote.longValue(bid), quote.longValue(bidQty), quote.longValue(ask), quote.longValue(askQty));
    }

    private static Object checksum(Map<String, List<Long>> rows) {
        Checksum checksum = new Checksum();
        rows.forEach((name, row) -> checksum.add(name, row.get(0), row.get(1), row.get(2), row.get(3)));
        return checksum.facts();
    }

    private final class Copy implements ChangeHandler {
        private final EventCounts counts = new EventCounts();
        private final Map<String, Long> events = new HashMap<>();
        private final Map<String, List<Long>> rows = new HashMap<>();

        @Override
        public void onChange(Change change) {
            counts.onChange(change);
            String instrument = change.newVal().string(id);
            events.merge(instrument, 1L, Long::sum);
            List<Long> held = rows.put(instrument, row(change.newVal()));
            List<Long> old = change.oldVal() == null ? null : row(change.oldVal());
            if (held == null ? old != null : !held.equals(old)) {
                throw new AssertionError("held=" + held + " change=" + change);
            }
        }
    }
}
