package io.tailrace.cli.demo;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.document.Field;
import java.util.Random;

/**
 * The order book of one made-up instrument: ten levels on each side of its quote, whose sizes move at random. Not
 * thread safe. Allocates nothing while it moves.
 *
 * @hidden
 */
public final class MarketBook {
    static final String TABLE = "book";
    public static final int LEVELS = 10;

    private static final int LARGEST = 900;
    private static final String BID = "bid";
    private static final String ASK = "ask";

    private final Tailrace engine;
    private final Field symbol;
    private final Field side;
    private final Field price;
    private final Field size;
    private final String[] bids = new String[LEVELS];
    private final String[] asks = new String[LEVELS];
    private final Random random;
    private Table table;

    /** In the table of an engine, with sizes from a seed. */
    public MarketBook(Tailrace engine, long seed) {
        this.engine = engine;
        symbol = engine.field("symbol");
        side = engine.field("side");
        price = engine.field("price");
        size = engine.field("size");
        random = new Random(seed);
        for (int i = 0; i < LEVELS; i++) {
            bids[i] = BID + " " + (char) ('a' + i);
            asks[i] = ASK + " " + (char) ('a' + i);
        }
    }

    /** Writes all levels around a quote. */
    public void write(String instrument, double bid, double ask) {
        if (table == null) {
            table = engine.table(TABLE); // with its first row, as load makes tables: what is loaded has these sequences
        }
        long bidCents = Math.round(bid * 100);
        long askCents = Math.round(ask * 100);
        for (int i = 0; i < LEVELS; i++) {
            level(bids[i], BID, instrument, (bidCents - i) / 100.0, i);
            level(asks[i], ASK, instrument, (askCents + i) / 100.0, i);
        }
    }

    /** The deeper, the larger. */
    private void level(String id, String which, String instrument, double at, int depth) {
        long units = 1L + random.nextInt(LARGEST / LEVELS * (depth + 1));
        table.upsert(id)
                .put(symbol, instrument)
                .put(side, which)
                .put(price, at)
                .put(size, units)
                .commit();
    }
}
