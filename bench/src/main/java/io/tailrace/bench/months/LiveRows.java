package io.tailrace.bench.months;

import io.tailrace.PreparedWrite;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.write.Acknowledgement;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Documents of which as many are live all the time: most are replaced, by one of another length, and now and then the
 * oldest goes and a new one comes. Knows what the feeds have to tell of that. One thread writes; the truth is for who
 * has waited for it.
 */
final class LiveRows {
    static final String TABLE = "rows";
    static final String COUNT = "n";
    static final String SYMBOL = "symbol";
    /** Symbols that the keys share. */
    static final int SYMBOLS = 100;

    private static final int COMES_ONE_OF = 64;
    private static final int SHORTEST = 60;
    private static final int LONGEST = 300;

    private final Table table;
    private final PreparedWrite prepared;
    private final UnsafeBuffer text = new UnsafeBuffer("m".repeat(LONGEST).getBytes(StandardCharsets.US_ASCII));
    private final SplittableRandom random;
    /** Count of the last write of each live key, by its remainder. */
    private final long[] counts;

    private final long[] ofSymbols = new long[SYMBOLS];
    private long oldestKey;
    private long written;

    LiveRows(Tailrace engine, MonthsPlan plan) {
        table = engine.table(TABLE);
        prepared = table.prepare(COUNT, SYMBOL, "text");
        random = new SplittableRandom(plan.seed());
        counts = new long[plan.documents()];
    }

    /** Writes each document once. */
    void fill() {
        for (int key = 0; key < counts.length; key++) {
            put(key);
        }
    }

    /** One change, or two. */
    void next() {
        if (random.nextInt(COMES_ONE_OF) == 0) {
            long gone = oldestKey++;
            table.delete(gone).commit(Acknowledgement.RECEIVED);
            written++;
            ofSymbols[symbol(gone)]++;
            put(gone + counts.length);
        } else {
            put(oldestKey + random.nextInt(counts.length));
        }
    }

    private void put(long key) {
        written++;
        counts[slot(key)] = written;
        ofSymbols[symbol(key)]++;
        prepared.key(key)
                .put(0, written)
                .put(1, symbol(key))
                .putUtf8(2, text, 0, random.nextInt(SHORTEST, LONGEST))
                .commit(Acknowledgement.RECEIVED);
    }

    /** Waits until all that was written is committed. */
    void await() {
        table.delete(-1L).commit(); // nothing is there, so nothing is journaled; it is answered after all before it
    }

    private static int symbol(long key) {
        return (int) (key % SYMBOLS);
    }

    int slot(long key) {
        return (int) (key % counts.length);
    }

    /** How many changes there were. */
    long written() {
        return written;
    }

    /** How many of them were of keys with that symbol. */
    long written(int symbol) {
        return ofSymbols[symbol];
    }

    /** What is stored: the count of each live key by {@link #slot}. */
    long[] counts() {
        return counts.clone();
    }
}
