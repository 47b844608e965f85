package io.tailrace.bench.simulation;

import io.tailrace.feed.ChangeKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The events that come before the first change: the states, and between them the values of each query, the queries in
 * turn. Values come in the order of their query where it has one, else in any. Not thread safe.
 */
final class Initials {
    /** Events that come one after the other, or in any order. */
    private record Group(boolean isOrdered, List<Event> left) {
        boolean take(Event event) {
            return isOrdered ? left.get(0).equals(event) && left.remove(0) != null : left.remove(event);
        }
    }

    private final Deque<Group> groups = new ArrayDeque<>();

    /** @param results at the sequence at which the feed begins */
    Initials(Asked asked, List<Result> results, long start) {
        if (asked.initial()) {
            if (asked.states()) {
                addState(ChangeKind.INITIALIZING, start);
            }
            results.forEach(result -> addValues(result, start, asked.offsets()));
        }
        if (asked.states()) {
            addState(ChangeKind.READY, start);
        }
    }

    private void addState(ChangeKind kind, long start) {
        groups.add(new Group(true, new ArrayList<>(List.of(Event.state(kind, start)))));
    }

    private void addValues(Result result, long start, boolean withOffsets) {
        Part part = result.part();
        List<Event> values = new ArrayList<>();
        for (Map<String, Object> document : result.shown()) {
            Event value = Event.initial(part.name(), start, document);
            values.add(withOffsets ? value.at(-1, values.size()) : value);
        }
        if (values.isEmpty() && part.kind() == Part.Kind.GET) {
            values.add(Event.initial(part.name(), start, null));
        }
        if (!values.isEmpty()) {
            groups.add(new Group(part.isTop(), values));
        }
    }

    boolean areOver() {
        return groups.isEmpty();
    }

    /** How many are left. */
    int count() {
        return groups.stream().mapToInt(group -> group.left.size()).sum();
    }

    /** Whether an event is what comes next. */
    boolean take(Event event) {
        Group group = groups.element();
        boolean isRight = group.take(event);
        if (group.left.isEmpty()) {
            groups.remove();
        }
        return isRight;
    }

    @Override
    public String toString() {
        return groups.toString();
    }
}
