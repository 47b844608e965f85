package io.tailrace.bench.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * How far the queries of a feed are with one document, where the ends of its reads are not known and an event does not
 * tell of which query it is. Each way is followed in which the events delivered can be those of the queries. Not thread
 * safe.
 */
final class Ways {
    /** By query what was shown first, null where it did not show the document. */
    private final List<Map<String, Object>> first;
    /** By query everything that has happened to the document. */
    private final List<List<Event>> happened = new ArrayList<>();
    /** Each says by query how many of these are behind it. */
    private Set<List<Integer>> ways;

    Ways(int queries) {
        first = new ArrayList<>(Collections.nCopies(queries, null));
        for (int i = 0; i < queries; i++) {
            happened.add(new ArrayList<>());
        }
        ways = Set.of(Collections.nCopies(queries, 0));
    }

    /** A query shows the document where the feed begins. */
    void begin(int query, Map<String, Object> document) {
        first.set(query, document);
    }

    /** Something has happened to it, as a query shows it. */
    void add(int query, Event event) {
        happened.get(query).add(event);
    }

    /** An event was delivered; whether it leads from what some query has shown to what has become of that. */
    boolean take(Event event) {
        Set<List<Integer>> next = new LinkedHashSet<>();
        for (List<Integer> way : ways) {
            for (int query = 0; query < happened.size(); query++) {
                int passed = passed(query, way, event);
                if (passed > 0) {
                    List<Integer> longer = new ArrayList<>(way);
                    longer.set(query, passed);
                    next.add(longer);
                }
            }
        }
        if (next.isEmpty()) {
            return false;
        }
        ways = next;
        return true;
    }

    /** How much is behind a query with that event, 0 where it cannot be of it. */
    private int passed(int query, List<Integer> way, Event event) {
        List<Event> all = happened.get(query);
        if (!Objects.equals(shown(query, way), event.before()) || Objects.equals(event.before(), event.after())) {
            return 0;
        }
        for (int i = way.get(query); i < all.size(); i++) {
            Event last = all.get(i);
            if (last.sequence() == event.sequence()
                    && last.table().equals(event.table())
                    && Objects.equals(last.after(), event.after())) {
                return i + 1;
            }
        }
        return 0;
    }

    private Map<String, Object> shown(int query, List<Integer> way) {
        int passed = way.get(query);
        return passed == 0
                ? first.get(query)
                : happened.get(query).get(passed - 1).after();
    }

    /**
     * What is left to deliver; where nothing is, all that has happened is behind it.
     *
     * @param wanted by query what has become of the document
     * @return null where nothing is
     */
    String leftOver(IntFunction<Map<String, Object>> wanted) {
        if (ways.stream().noneMatch(way -> isShown(way, wanted))) {
            return "does not show what has become of it: " + this;
        }
        for (int query = 0; query < happened.size(); query++) {
            first.set(query, wanted.apply(query));
            happened.get(query).clear();
        }
        ways = Set.of(Collections.nCopies(happened.size(), 0));
        return null;
    }

    private boolean isShown(List<Integer> way, IntFunction<Map<String, Object>> wanted) {
        for (int query = 0; query < happened.size(); query++) {
            if (!Objects.equals(shown(query, way), wanted.apply(query))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "first=" + first + " happened=" + happened + " behind=" + ways;
    }
}
