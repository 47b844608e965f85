package io.tailrace.bench.feeds;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.document.Field;
import io.tailrace.write.Acknowledgement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Rows that fall into classes of equal size for good, written at random, and an oracle that knows how many changes each
 * class has seen, and how many of those could be seen among its ten highest prices. With one class every change matches
 * every feed, with n classes a feed matches one change of n. One thread.
 */
final class ClassedRows {
    static final int TOP = 10;
    private static final double PRICES = 1_000;
    private static final double MARGIN = 0.1;

    private final Tailrace engine;
    private final Table table;
    private final int classes;
    private final Field price;
    private final Field qty;
    private final Field symbol;
    private final SplittableRandom random = new SplittableRandom(1);
    private final double[] prices;
    private final long[] changes;
    private final long[] topChanges;
    private final TreeSet<Priced>[] members;
    private long written;

    /**
     * Writes the first image of each row.
     *
     * @param engine to hold them
     * @param rows how many, at least one a class
     * @param classes how many
     * @param ordered whether the ten highest prices are asked for; they have an index then
     */
    ClassedRows(Tailrace engine, int rows, int classes, boolean ordered) {
        this.engine = engine;
        this.classes = classes;
        table = engine.table("rows");
        price = engine.field("price");
        qty = engine.field("qty");
        symbol = engine.field("symbol");
        prices = new double[rows];
        changes = new long[classes];
        topChanges = new long[classes];
        members = ordered ? sets(classes) : null;
        if (ordered) {
            table.createIndex("price");
        }
        for (int key = 0; key < rows; key++) {
            write(key);
        }
        committed();
        while (ordered && !table.isIndexReady("price")) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        Arrays.fill(changes, 0);
        Arrays.fill(topChanges, 0);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static TreeSet<Priced>[] sets(int count) {
        TreeSet<Priced>[] sets = new TreeSet[count];
        for (int i = 0; i < count; i++) {
            sets[i] = new TreeSet<>(Comparator.comparingDouble(Priced::price)
                    .reversed()
                    .thenComparing(Comparator.comparingInt(Priced::key)));
        }
        return sets;
    }

    Table table() {
        return table;
    }

    int classes() {
        return classes;
    }

    /** The lower bound of a class's prices, which is the upper bound of the one before. */
    double low(int ofClass) {
        return ofClass * PRICES / classes;
    }

    /** Writes so many changes, waits until they are committed, and answers the last sequence. */
    long update(int count) {
        for (int i = 0; i < count; i++) {
            write(random.nextInt(prices.length));
        }
        return committed();
    }

    private void write(int key) {
        int ofClass = key % classes;
        double before = prices[key];
        double width = low(ofClass + 1) - low(ofClass);
        prices[key] = low(ofClass) + width * random.nextDouble(MARGIN, 1 - MARGIN);
        long units = ++written;
        table.upsert((long) key)
                .put(price, prices[key])
                .put(qty, units * classes + ofClass)
                .put(symbol, ofClass)
                .commit(Acknowledgement.RECEIVED);
        changes[ofClass]++;
        if (members != null && seenInTop(members[ofClass], key, before, prices[key])) {
            topChanges[ofClass]++;
        }
    }

    /** Moves a member and answers whether it was, or came to be, among the first. */
    private static boolean seenInTop(SortedSet<Priced> set, int key, double before, double after) {
        Priced old = new Priced(before, key);
        boolean seen = isInTop(set, old);
        set.remove(old);
        Priced moved = new Priced(after, key);
        set.add(moved);
        return seen || isInTop(set, moved);
    }

    private static boolean isInTop(SortedSet<Priced> set, Priced one) {
        Iterator<Priced> best = set.iterator();
        for (int i = 0; i < TOP && best.hasNext(); i++) {
            if (best.next().equals(one)) {
                return true;
            }
        }
        return false;
    }

    private long committed() {
        table.delete(-1L).commit(); // nothing is there, so nothing is journaled; it is answered after all before it
        return engine.lastSequence();
    }

    /** How many events a feed of a class has to have delivered by now. */
    long expected(FeedKind kind, int ofClass) {
        return kind == FeedKind.ORDERED ? topChanges[ofClass] : changes[ofClass];
    }

    private record Priced(double price, int key) {}
}
