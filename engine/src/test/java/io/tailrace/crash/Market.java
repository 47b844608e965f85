package io.tailrace.crash;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.document.Field;
import io.tailrace.write.Ack;

/** Documents of three shapes, nested, with strings and arrays, written without allocating. One thread. */
final class Market {
    static final int KEYS = 256;

    private static final String[] SIDES = {"buy", "sell", "sell short"};
    private static final String[] VENUES = {"north", "south", "east", "Zürich"};

    private final Table table;
    private final String[] keys = new String[3 * KEYS];
    private final Field id;
    private final Field bid;
    private final Field ask;
    private final Field venue;
    private final Field name;
    private final Field tier;
    private final Field price;
    private final Field size;
    private final Field side;
    private final Field tags;
    private final Field levels;
    private final Field open;

    Market(Tailrace engine, Table table) {
        this.table = table;
        id = engine.field("id");
        bid = engine.field("bid");
        ask = engine.field("ask");
        venue = engine.field("venue");
        name = engine.field("name");
        tier = engine.field("tier");
        price = engine.field("price");
        size = engine.field("size");
        side = engine.field("side");
        tags = engine.field("tags");
        levels = engine.field("levels");
        open = engine.field("open");
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (i % 3 == 0 ? "quote-" : i % 3 == 1 ? "trade-" : "book-") + i;
        }
    }

    Field id() {
        return id;
    }

    Field bid() {
        return bid;
    }

    Field price() {
        return price;
    }

    Field venue() {
        return venue;
    }

    Field name() {
        return name;
    }

    String key(long n) {
        return keys[(int) (n % keys.length)];
    }

    /**
     * Every step makes a change: the document never equals the one before it, and each fourth step deletes the third's.
     */
    Write compose(long n) {
        if ((n & 3) == 3) {
            return table.delete(key(n - 1));
        }
        Write write = table.upsert(key(n));
        switch ((int) (n % 3)) {
            case 0 -> quote(write, n);
            case 1 -> trade(write, n);
            default -> book(write, n);
        }
        return write;
    }

    void write(long n, Ack ack) {
        compose(n).commit(ack);
    }

    private void quote(Write write, long n) {
        write.put(bid, 100 + n / 8.0).put(ask, n);
        write.beginObject(venue)
                .put(name, VENUES[(int) (n & 3)])
                .put(tier, n & 7)
                .end();
    }

    private void trade(Write write, long n) {
        write.put(price, n / 4.0).put(size, n).put(side, SIDES[(int) (n % SIDES.length)]);
        write.beginArray(tags).add(VENUES[(int) (n & 3)]).end();
    }

    private void book(Write write, long n) {
        write.put(open, (n & 1) == 0).put(price, n);
        write.beginArray(levels);
        write.beginArray().add(n).add(n / 2.0).end();
        write.end();
        write.beginObject(venue)
                .beginObject(tags)
                .putNull(side)
                .putTime(tier, n)
                .end()
                .end();
    }
}
