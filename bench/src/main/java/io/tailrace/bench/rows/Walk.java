package io.tailrace.bench.rows;

/**
 * Rows as they change, without an end: the updates that were made are gone through again and again, each as a step from
 * where its price has come to. Whoever begins one with the same updates sees the same. One thread.
 */
public final class Walk {
    private final Updates updates;
    private final double[] prices;
    private int next;
    private long number;
    private int key;
    private double before;
    private double after;

    /** That begins with the initial rows, whose numbers are their keys. */
    public Walk(Updates updates) {
        this.updates = updates;
        prices = new double[updates.rows()];
        for (int row = 0; row < prices.length; row++) {
            prices[row] = updates.initialPrice(row);
        }
        number = prices.length - 1L;
    }

    /** Goes on by one update. */
    public void step() {
        int update = next;
        next = update + 1 == updates.count() ? 0 : update + 1;
        key = updates.key(update);
        before = prices[key];
        after = Updates.reflected(before + updates.after(update) - updates.before(update));
        prices[key] = after;
        number++;
    }

    public int key() {
        return key;
    }

    public double before() {
        return before;
    }

    public double after() {
        return after;
    }

    public long number() {
        return number;
    }
}
