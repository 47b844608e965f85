package io.tailrace.examples;

import io.tailrace.Table;
import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.util.Map;
import java.util.TreeMap;

/**
 * A last-value cache for a screen that is drawn when it can be. However many quotes came since it was drawn last, it is
 * told of each row once, with the last value; the writer never waits for it.
 */
public final class SlowScreen implements AutoCloseable {
    private final Map<String, Double> rows = new TreeMap<>();
    private final Feed changes;

    /** @param quotes documents with a bid */
    public SlowScreen(Table quotes) {
        changes = quotes.pluck("id", "bid").changes(ChangesOptions.squash(true).includeInitial());
    }

    /**
     * Brings the rows up to date.
     *
     * @return how many rows had to be drawn
     */
    public int draw() {
        return changes.poll(this::row, Integer.MAX_VALUE);
    }

    private void row(Change change) {
        Document quote = change.newVal();
        if (quote == null) {
            rows.remove(change.key().string());
        } else {
            rows.put(quote.string("id"), quote.doubleValue("bid"));
        }
    }

    /** What the screen shows. */
    public Map<String, Double> rows() {
        return rows;
    }

    /** How many changes were never drawn, for another of the same row came before the screen did. */
    public long conflated() {
        return changes.counters().squashed();
    }

    @Override
    public void close() {
        changes.close();
    }
}
