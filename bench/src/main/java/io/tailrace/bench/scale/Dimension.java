package io.tailrace.bench.scale;

import java.util.ArrayList;
import java.util.List;

/** What is varied, everything else staying in the middle. */
enum Dimension {
    /** Documents in the table. */
    KEYS("keys") {
        @Override
        ScalePoint at(ScalePoint middle, double value) {
            return middle.keys((int) value);
        }
    },
    /** Size of a document; so few of them that all tables fit into memory. */
    DOCUMENT("bytes of a document, 5,000 keys") {
        @Override
        ScalePoint at(ScalePoint middle, double value) {
            return middle.keys(Math.min(KEYS_OF_DOCUMENTS, middle.keys())).documentBytes((int) value);
        }
    },
    /** How much the feed is told of. */
    MATCH("% of changes that match") {
        @Override
        ScalePoint at(ScalePoint middle, double value) {
            return middle.matchPercent(value);
        }
    },
    /** How much is written. */
    JOURNAL("MiB of journal") {
        @Override
        ScalePoint at(ScalePoint middle, double value) {
            return middle.journalBytes((long) value << 20);
        }
    },
    /** Threads that write. */
    PRODUCERS("producers") {
        @Override
        ScalePoint at(ScalePoint middle, double value) {
            return middle.producers((int) value);
        }
    },
    /** Window of the feed, all keys alike; every change is told of, but for what is squashed. */
    SQUASH_UNIFORM("ms of window, keys alike") {
        @Override
        ScalePoint at(ScalePoint middle, double value) {
            return middle.matchPercent(100).squash((long) (value * MILLI_NS), false);
        }
    },
    /** Window of the feed, few keys taking most changes. */
    SQUASH_ZIPF("ms of window, keys by Zipf 0.99") {
        @Override
        ScalePoint at(ScalePoint middle, double value) {
            return middle.matchPercent(100).squash((long) (value * MILLI_NS), true);
        }
    };

    private static final double MILLI_NS = 1e6;
    private static final int KEYS_OF_DOCUMENTS = 5_000;
    private static final double MOST_QUICK_KEYS = 1e6;
    private static final double MOST_QUICK_MIB = 512;

    private final String unit;

    Dimension(String unit) {
        this.unit = unit;
    }

    /** What its values count. */
    String unit() {
        return unit;
    }

    private double[] all() {
        return switch (this) {
            case KEYS -> new double[] {1_000, 10_000, 100_000, 1_000_000, 10_000_000};
            case DOCUMENT -> new double[] {64, 256, 1_024, 4_096, 16_384, 65_536};
            case MATCH -> new double[] {0.1, 1, 10, 100};
            case JOURNAL -> new double[] {64, 256, 1_024, 5_120, 10_240, 20_480};
            case PRODUCERS -> new double[] {1, 2, 4, 8};
            case SQUASH_UNIFORM, SQUASH_ZIPF -> new double[] {0, 1, 10, 100, 1_000};
        };
    }

    /** The values to measure at; a quick run leaves the largest out that take long. */
    List<Double> values(boolean quick) {
        List<Double> taken = new ArrayList<>();
        double most = this == KEYS ? MOST_QUICK_KEYS : this == JOURNAL ? MOST_QUICK_MIB : Double.MAX_VALUE;
        for (double value : all()) {
            if (!quick || value <= most) {
                taken.add(value);
            }
        }
        return taken;
    }

    /** The middle with one value moved. */
    abstract ScalePoint at(ScalePoint middle, double value);
}
