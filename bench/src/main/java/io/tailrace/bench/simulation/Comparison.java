package io.tailrace.bench.simulation;

import io.tailrace.Table;
import io.tailrace.bench.simulation.Truth.Store;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares what an engine, or a view of its past, shows at one sequence with what the model says. Not thread safe. */
final class Comparison {
    private final World world;
    private final Truth truth;
    private final long sequence;

    /**
     * @param truth that holds the changes
     * @param sequence where what is compared ends
     */
    Comparison(World world, Truth truth, long sequence) {
        this.world = world;
        this.truth = truth;
        this.sequence = sequence;
    }

    static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }

    /** A table with all that belongs to it. */
    void compare(Store store, Table table) {
        Map<String, Map<String, Object>> found = new TreeMap<>();
        table.scan((document, version) -> found.put(document.string("id"), document.toMap()));
        Violation.unless(
                found.equals(store.documents),
                store.name + " holds " + found.keySet() + " not " + store.documents.keySet());
        Violation.unless(
                sorted(table.indexes()).equals(List.copyOf(store.indexes.keySet())),
                store.name + " has the indexes " + table.indexes());
        if (store.indexes.containsKey(Part.INDEX) && table.isIndexReady(Part.INDEX)) {
            compareIndex(store, table);
        }
        compareHistory(store, table);
    }

    private static void compareIndex(Store store, Table table) {
        Map<String, Map<String, Object>> walked = new HashMap<>();
        long before = Long.MIN_VALUE;
        try (Cursor cursor = table.orderBy(Part.INDEX).read()) {
            while (cursor.next()) {
                Map<String, Object> document = cursor.value().document().toMap();
                long n = (Long) document.get("n");
                Violation.unless(n >= before, "the index is not in order: " + store.name);
                before = n;
                walked.put((String) document.get("id"), document);
            }
        }
        Violation.unless(walked.equals(store.documents), "the index of " + store.name + " shows " + walked);
    }

    private void compareHistory(Store store, Table table) {
        long from = Math.max(store.number + 1, world.engine.oldestSequence());
        Asked all = Asked.each(Part.of(Part.Kind.ALL, store, 0));
        Follower follower = new Follower(all, truth, from - 1, world.times);
        follower.follow(truth, sequence);
        try (Feed feed = table.changes(ChangesOptions.squash(false).from(from))) {
            compare(feed, follower, "history of " + store.name);
        }
    }

    /** A feed that ends there. */
    void compare(Feed feed, Follower follower, String what) {
        feed.poll(
                change -> {
                    String wrong = follower.onEvent(Event.of(change), world.clock.limitNs());
                    if (wrong != null) {
                        throw new Violation(what + ": " + wrong);
                    }
                    boolean isDated = change.timeNs() == 0
                            || !world.times.isKnown(change.sequence())
                            || world.times.of(change.sequence()) == change.timeNs();
                    if (!isDated) { // text of an event costs more than all of the comparison
                        throw new Violation(what + " is dated otherwise: " + change);
                    }
                },
                Integer.MAX_VALUE);
        String left = follower.leftOver();
        Violation.unless(left == null, what + ": " + left);
    }
}
