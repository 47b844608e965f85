package io.tailrace.feed;

/**
 * How many changes a dispatcher has not offered to a feed, found from how many there were: nothing is counted for who
 * is not concerned. Immutable; any thread asks.
 *
 * @param tables that the feed reads, each once
 * @param base how many changes these had when the feed was taken in, less those that the feed had looked at by then
 * @param from the last that it had
 */
record Skipping(TableFeeds[] tables, long base, long from) {
    static Skipping from(TableFeeds[] tables, Tally tally) {
        return new Skipping(tables, passed(tables) - tally.seen(), tally.counted());
    }

    /**
     * How many were skipped since, given how many were seen by now; a change that the feed has looked at may not be
     * passed yet.
     */
    long count(Tally tally, long seen) {
        long last = from;
        for (TableFeeds table : tables) {
            last = Math.max(last, table.lastPassed());
        }
        long ahead = tally.counted() > last ? 1 : 0;
        return Math.max(0, passed(tables) + ahead - base - seen);
    }

    private static long passed(TableFeeds[] tables) {
        long passed = 0;
        for (TableFeeds table : tables) {
            passed += table.passed();
        }
        return passed;
    }
}
