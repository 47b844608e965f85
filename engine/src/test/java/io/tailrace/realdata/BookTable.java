package io.tailrace.realdata;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.document.ArrayView;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.query.DocumentFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * The levels of order books as documents: {@code {"id": [instrument, side, priceE8], "qty": qtyE8}}. Not thread safe:
 * its filters share a view.
 */
final class BookTable {
    private final Table table;
    private final Field id;
    private final Field qty;
    private final ArrayView key;

    BookTable(Tailrace engine, String name) {
        table = engine.table(name);
        id = engine.field(table.keyField());
        qty = engine.field("qty");
        key = new ArrayView(engine.dictionary());
    }

    Table table() {
        return table;
    }

    /** What an exchange sends: the new quantity at a price, zero to remove the level. */
    Write write(Level level, long qtyE8) {
        return qtyE8 == 0
                ? table.delete(level.key())
                : table.upsert(level.key()).put(qty, qtyE8);
    }

    Level level(Document document) {
        document.array(id, key);
        return new Level(key.stringAt(0), key.stringAt(1), key.longAt(2));
    }

    long qtyE8(Document document) {
        return document.longValue(qty);
    }

    /** The filter that a fact is named for: {@code qty>=1.000} or {@code bid price>=61700.00}. */
    DocumentFilter filter(String name) {
        long leastE8 = Decimals.e8(name.substring(name.indexOf(">=") + 2));
        if (name.startsWith("qty>=")) {
            return level -> level.longValue(qty) >= leastE8;
        }
        if (name.startsWith("bid price>=")) {
            return level -> level.array(id, key) && key.longAt(2) >= leastE8 && Level.BID.equals(key.stringAt(1));
        }
        throw new IllegalArgumentException("no filter named " + name);
    }

    /** Checksum of the stored state, read by a scan in hash order. */
    Object scanned() {
        Checksum checksum = new Checksum();
        table.scan((document, version) -> add(checksum, level(document), qtyE8(document)));
        return checksum.facts();
    }

    /** The stored levels in key order. */
    List<Level> inKeyOrder() {
        List<Level> levels = new ArrayList<>();
        table.scanInKeyOrder((document, version) -> levels.add(level(document)));
        return levels;
    }

    static void add(Checksum checksum, Level level, long qtyE8) {
        checksum.add(level.instrument(), level.side(), level.priceE8(), qtyE8);
    }
}
