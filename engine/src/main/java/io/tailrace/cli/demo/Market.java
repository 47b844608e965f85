package io.tailrace.cli.demo;

import java.util.Random;

/**
 * A made-up market: a few hundred instruments whose quotes move at random, some far more often than others. The same
 * seed makes the same quotes. Not thread safe. Allocates nothing while it moves.
 */
final class Market {
    private static final int LETTERS = 26;
    private static final double CENT = 0.01;
    private static final double OPENING_SPREAD_PERCENT = 0.8;

    private final Random random;
    private final String[] symbols;
    private final long[] openCents;
    private final long[] bidCents;
    private final long[] askCents;
    private final long[] volumes;
    private final double[] activity;
    private int current;

    Market(long seed, int instruments) {
        random = new Random(seed);
        symbols = new String[instruments];
        openCents = new long[instruments];
        bidCents = new long[instruments];
        askCents = new long[instruments];
        volumes = new long[instruments];
        activity = new double[instruments];
        double sum = 0;
        for (int i = 0; i < instruments; i++) {
            symbols[i] = symbol(i);
            openCents[i] = 1_000L + random.nextInt(40_000);
            bidCents[i] = Math.round(openCents[i] * (1 + random.nextGaussian() * OPENING_SPREAD_PERCENT / 100));
            askCents[i] = bidCents[i] + 1 + random.nextInt(3);
            // Zipf: the second instrument is quoted half as often as the first, the third a third as often.
            sum += 1.0 / (i + 1);
            activity[i] = sum;
        }
        for (int i = 0; i < instruments; i++) {
            activity[i] /= sum;
        }
    }

    private static String symbol(int index) {
        // Steps through all codes of three letters before it repeats one, in an order that looks mixed.
        int code = index * 7_919 % (LETTERS * LETTERS * LETTERS);
        return "" + letter(code / (LETTERS * LETTERS)) + letter(code / LETTERS) + letter(code);
    }

    private static char letter(int code) {
        return (char) ('A' + code % LETTERS);
    }

    int instruments() {
        return symbols.length;
    }

    /** Goes to an instrument without moving its quote. */
    void show(int instrument) {
        current = instrument;
    }

    /** Picks the next instrument that is quoted and moves its quote. */
    void move() {
        double point = random.nextDouble();
        int low = 0;
        int high = activity.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (activity[middle] < point) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        current = low;
        int step = random.nextInt(5) - 2;
        bidCents[low] = Math.max(100, bidCents[low] + step);
        askCents[low] = bidCents[low] + 1 + random.nextInt(3);
        volumes[low] += 1 + random.nextInt(500);
    }

    String symbol() {
        return symbols[current];
    }

    double bid() {
        return bidCents[current] / 100.0;
    }

    double ask() {
        return askCents[current] / 100.0;
    }

    /** Percent since the opening, rounded to two digits. */
    double changePercent() {
        double percent = 100.0 * (bidCents[current] - openCents[current]) / openCents[current];
        return Math.round(percent / CENT) / 100.0;
    }

    long volume() {
        return volumes[current];
    }
}
