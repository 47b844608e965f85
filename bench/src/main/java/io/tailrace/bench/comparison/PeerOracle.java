package io.tailrace.bench.comparison;

import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Updates;
import io.tailrace.bench.rows.Walk;

/** What each subscriber should have been told, worked out from the updates that were sent, not while time runs. */
final class PeerOracle {
    private final Updates updates;
    private final Screens screens;
    private final Walk walk;
    private final long[] numbers;
    private final long[] counts;
    private final long[] sums;
    private long total;

    PeerOracle(Updates updates, Screens screens) {
        this.updates = updates;
        this.screens = screens;
        walk = new Walk(updates);
        numbers = new long[updates.rows()];
        for (int key = 0; key < numbers.length; key++) {
            numbers[key] = key;
        }
        counts = new long[screens.count()];
        sums = new long[screens.count()];
    }

    /** Takes in so many more updates. */
    void advance(long count) {
        for (long i = 0; i < count; i++) {
            walk.step();
            int key = walk.key();
            long before = mixed(numbers[key]);
            numbers[key] = walk.number();
            long after = mixed(walk.number());
            if (screens.kind() == Screens.Kind.EQUALITY) {
                int symbol = updates.symbol(key);
                if (symbol < counts.length) {
                    counted(symbol, after - before);
                }
            } else {
                ranges(before, after);
            }
        }
    }

    private void ranges(long before, long after) {
        int last = screens.last(walk.before(), walk.after());
        for (int screen = screens.first(walk.before(), walk.after()); screen <= last; screen++) {
            boolean was = screens.holds(screen, walk.before());
            boolean is = screens.holds(screen, walk.after());
            if (was || is) {
                counted(screen, (is ? after : 0) - (was ? before : 0));
            }
        }
    }

    private void counted(int screen, long difference) {
        counts[screen]++;
        sums[screen] += difference;
        total++;
    }

    /** A number of a row as it goes into the sum over the rows of a subscriber, so that no two sets are alike. */
    static long mixed(long number) {
        long mixed = (number + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /** How often subscribers are told of the rows that there are at first, if they stand before these come. */
    long initial() {
        long initial = 0;
        for (int key = 0; key < updates.rows(); key++) {
            double price = updates.initialPrice(key);
            if (screens.kind() == Screens.Kind.EQUALITY) {
                initial += updates.symbol(key) < counts.length ? 1 : 0;
            } else {
                for (int screen = screens.first(price, price); screen <= screens.last(price, price); screen++) {
                    initial += screens.holds(screen, price) ? 1 : 0;
                }
            }
        }
        return initial;
    }

    /** How often subscribers should have been told, all together. */
    long total() {
        return total;
    }

    long count(int screen) {
        return counts[screen];
    }

    /** By how much the sum over the rows of a subscriber differs from what it began with. */
    long sum(int screen) {
        return sums[screen];
    }
}
