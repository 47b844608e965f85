package io.tailrace.realdata;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.document.ArrayView;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;
import io.tailrace.query.DocumentFilter;
import io.tailrace.write.Outcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trades as documents {@code {"id": [instrument, number], "price", "qty", "maker"}} and, where the venue has it,
 * {@code "kind"}: how they are written, and what is found of them. Not thread safe.
 */
final class TradeTable {
    private static final long PRICE_61700_E8 = 61_700L * 100_000_000;

    private final Tailrace engine;
    private final Table table;
    private final Field id;
    private final Field price;
    private final Field qty;
    private final Field maker;
    private final Field kind;
    private final ArrayView key;

    TradeTable(Tailrace engine) {
        this.engine = engine;
        table = engine.table("trades");
        id = engine.field(table.keyField());
        price = engine.field("price");
        qty = engine.field("qty");
        maker = engine.field("maker");
        kind = engine.field("kind");
        key = new ArrayView(engine.dictionary());
    }

    WritesInFlight<Long> writes() {
        return new WritesInFlight<>(engine, (number, ack) -> {});
    }

    void write(MarketLine line, WritesInFlight<Long> writes) {
        long number = line.number("t");
        Write write = table.insert().time(line.localNs());
        write.beginArray(id)
                .add(line.instrument())
                .add(number)
                .end()
                .put(price, line.decimalE8("p"))
                .put(qty, line.decimalE8("q"))
                .put(maker, line.flag("m"));
        if (line.has("X")) {
            write.put(kind, line.string("X"));
        }
        writes.commit(write, number);
    }

    /** What the writes, a feed of everything and filtered feeds say. */
    Map<String, Object> found(WritesInFlight<Long> writes) {
        Totals totals = new Totals();
        try (Feed feed = table.changes(EventCounts.everything())) {
            EventCounts.drain(feed, totals);
        }
        Map<String, Object> found = new HashMap<>();
        found.put("events", writes.count());
        found.put("distinct_(instrument,id)", table.count());
        found.put("duplicates", writes.count() - writes.count(Outcome.INSERTED));
        found.put("by_instrument", totals.events);
        found.put("id_gaps_by_instrument", totals.gaps);
        found.put("field_X", totals.kinds);
        found.put("buyer_is_maker_true", added(trade -> trade.booleanValue(maker)));
        found.put("volumeE8", totals.volumesE8);
        found.put("notionalE16", totals.notionals());
        found.put("max_qty", totals.largest);
        found.put("last_priceE8", totals.pricesE8);
        found.put(
                "usdm/spot btc trades with price>61700",
                added(trade -> trade.longValue(price) > PRICE_61700_E8
                        && instrument(trade).endsWith("_btcusdt")));
        found.put("final_checksum", totals.checksum.facts());
        return found;
    }

    /** Checksum of the stored trades. */
    Object scanned() {
        Checksum checksum = new Checksum();
        table.scan((trade, version) -> add(checksum, trade));
        return checksum.facts();
    }

    private long added(DocumentFilter filter) {
        return EventCounts.of(table.filter(filter).changes(EventCounts.everything()))
                .added();
    }

    private String instrument(Document trade) {
        trade.array(id, key);
        return key.stringAt(0);
    }

    private void add(Checksum checksum, Document trade) {
        checksum.add(
                instrument(trade),
                key.longAt(1),
                trade.longValue(price),
                trade.longValue(qty),
                trade.booleanValue(maker));
    }

    private final class Totals implements ChangeHandler {
        private final Checksum checksum = new Checksum();
        private final Map<String, Long> events = new HashMap<>();
        private final Map<String, Long> kinds = new HashMap<>();
        private final Map<String, Long> volumesE8 = new HashMap<>();
        private final Map<String, Long> pricesE8 = new HashMap<>();
        private final Map<String, BigInteger> notionalsE16 = new HashMap<>();
        private final Map<String, Long> numbers = new HashMap<>();
        private final Map<String, Object> gaps = new TreeMap<>();
        private List<Object> largest = List.of(0L);

        @Override
        public void onChange(Change change) {
            Document trade = change.newVal();
            String instrument = instrument(trade);
            long number = key.longAt(1);
            long priceE8 = trade.longValue(price);
            long qtyE8 = trade.longValue(qty);
            Long before = numbers.put(instrument, number);
            if (before != null && number != before + 1) {
                gaps.put(instrument, new ArrayList<>(List.of(before, number)));
            }
            add(checksum, trade);
            events.merge(instrument, 1L, Long::sum);
            kinds.merge(trade.string(kind, "-"), 1L, Long::sum);
            volumesE8.merge(instrument, qtyE8, Math::addExact);
            pricesE8.put(instrument, priceE8);
            notionalsE16.merge(
                    instrument, BigInteger.valueOf(priceE8).multiply(BigInteger.valueOf(qtyE8)), BigInteger::add);
            if (qtyE8 > (Long) largest.get(0)) {
                largest = List.of(qtyE8, instrument, number, priceE8);
            }
        }

        private Map<String, Object> notionals() {
            Map<String, Object> texts = new HashMap<>();
            notionalsE16.forEach((instrument, sum) -> texts.put(instrument, sum.toString()));
            return texts;
        }
    }
}
