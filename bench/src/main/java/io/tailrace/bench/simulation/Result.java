package io.tailrace.bench.simulation;

import io.tailrace.bench.simulation.Truth.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What one query shows, from nothing but the changes: it keeps the documents of the table, takes change after change
 * into them, and compares what the query shows before and after. Not thread safe.
 */
final class Result {
    private final Part part;
    private final NavigableMap<String, Map<String, Object>> documents;
    private final boolean withOffsets;

    /** Stands at a sequence. */
    Result(Part part, Truth truth, long at) {
        this(part, truth, at, false);
    }

    /**
     * Stands at a sequence.
     *
     * @param withOffsets whether events tell places in the order
     */
    Result(Part part, Truth truth, long at, boolean withOffsets) {
        this.part = part;
        this.withOffsets = withOffsets;
        documents = truth.documents(part.table(), at);
    }

    Part part() {
        return part;
    }

    /** The documents that the query shows, in its order where it has one. */
    List<Map<String, Object>> shown() {
        List<Map<String, Object>> all = new ArrayList<>(documents.values());
        all.removeIf(document -> !part.shows(document));
        if (!part.isTop()) {
            return all;
        }
        all.sort(Comparator.<Map<String, Object>, Long>comparing(document -> (Long) document.get("n"))
                .thenComparing(document -> (String) document.get("id")));
        return all.subList(0, Math.min(part.limit(), all.size()));
    }

    /** Takes a change in; the event that comes of it, or null. */
    Event take(Change change) {
        if (change.table() != part.table()) {
            return null;
        }
        List<Map<String, Object>> before = part.isTop() ? shown() : List.of();
        if (change.after() == null) {
            documents.remove(change.key());
        } else {
            documents.put(change.key(), change.after());
        }
        return part.isTop() ? moved(change, before, shown()) : changed(change);
    }

    private Event changed(Change change) {
        Map<String, Object> old = part.shows(change.before()) ? change.before() : null;
        Map<String, Object> now = part.shows(change.after()) ? change.after() : null;
        return old == null && now == null ? null : Event.change(part.name(), change.sequence(), old, now);
    }

    private Event moved(Change change, List<Map<String, Object>> before, List<Map<String, Object>> after) {
        List<Map<String, Object>> leaving = new ArrayList<>(before);
        leaving.removeAll(after);
        List<Map<String, Object>> entering = new ArrayList<>(after);
        entering.removeAll(before);
        if (leaving.isEmpty() && entering.isEmpty()) {
            return null;
        }
        Map<String, Object> old = leaving.isEmpty() ? null : leaving.get(0);
        Map<String, Object> now = entering.isEmpty() ? null : entering.get(0);
        Event event = Event.change(part.name(), change.sequence(), old, now);
        return withOffsets ? event.at(before.indexOf(old), after.indexOf(now)) : event;
    }
}
