package io.tailrace.bench.simulation;

import io.tailrace.bench.simulation.Truth.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;

/**
 * What one feed has to deliver from a start on, from nothing but the changes: it keeps the documents of the table,
 * takes change after change into them, and compares what the query shows before and after. Not thread safe.
 */
final class Follower {
    /** An event, expected or delivered. */
    record Event(long sequence, Map<String, Object> before, Map<String, Object> after) {
        Object key() {
            return (after == null ? before : after).get("id");
        }

        @Override
        public String toString() {
            return sequence + ":" + text(before) + "->" + text(after);
        }

        private static String text(Map<String, Object> document) {
            return document == null
                    ? "-"
                    : document.get("id") + "(" + document.get("n") + " " + document.get("w") + ")";
        }
    }

    /** A window that is not over. */
    private static final class Window {
        private final long number;
        private final Map<String, Event> events = new LinkedHashMap<>();

        Window(long number) {
            this.number = number;
        }
    }

    private final Asked asked;
    private final Map<Long, Long> times;
    private final NavigableMap<String, Map<String, Object>> documents;
    private final Deque<Event> expected = new ArrayDeque<>();
    /** By key what was shown last: of a feed that squashes on read. */
    private final Map<Object, Map<String, Object>> shown = new HashMap<>();

    private Window window;
    private int next;

    /**
     * Stands at a sequence.
     *
     * @param times of the changes, by sequence, that a witness was told
     */
    Follower(Asked asked, Truth truth, long start, Map<Long, Long> times) {
        this.asked = asked;
        this.times = times;
        documents = truth.documents(asked.table(), start);
        while (next < truth.log.size() && truth.log.get(next).sequence() <= start) {
            next++;
        }
        documents.forEach((key, document) -> {
            if (asked.shows(document)) {
                shown.put(key, document);
            }
        });
    }

    /** Takes in what has happened since. */
    void follow(Truth truth) {
        follow(truth, Long.MAX_VALUE);
    }

    private void follow(Truth truth, long to) {
        long end = truth.drops.getOrDefault(asked.index(), Long.MAX_VALUE);
        for (; next < truth.log.size() && truth.log.get(next).sequence() <= to; next++) {
            Change change = truth.log.get(next);
            if (change.table() == asked.table() && change.sequence() < end) {
                take(change);
            }
        }
    }

    private void take(Change change) {
        List<Map<String, Object>> before = asked.isTop() ? top() : List.of();
        if (change.after() == null) {
            documents.remove(change.key());
        } else {
            documents.put(change.key(), change.after());
        }
        if (asked.isTop()) {
            takeTop(change, before, top());
            return;
        }
        Map<String, Object> old = asked.shows(change.before()) ? change.before() : null;
        Map<String, Object> now = asked.shows(change.after()) ? change.after() : null;
        if (old != null || now != null) {
            add(change, new Event(change.sequence(), old, now));
        }
    }

    private void add(Change change, Event event) {
        if (asked.mode() != Asked.Mode.WINDOW) {
            expected.add(event);
            return;
        }
        long number = Math.floorDiv(times.get(change.sequence()), asked.windowNs());
        if (window != null && window.number != number) {
            endWindow();
        }
        if (window == null) {
            window = new Window(number);
        }
        Event first = window.events.get(change.key());
        Event folded = first == null ? event : new Event(event.sequence(), first.before(), event.after());
        if (Objects.equals(folded.before(), folded.after())) {
            window.events.remove(change.key()); // what cancels out loses its place
        } else {
            window.events.put(change.key(), folded);
        }
    }

    private void endWindow() {
        expected.addAll(window.events.values());
        window = null;
    }

    private List<Map<String, Object>> top() {
        List<Map<String, Object>> all = new ArrayList<>(documents.values());
        all.sort(Comparator.<Map<String, Object>, Long>comparing(document -> (Long) document.get("n"))
                .thenComparing(document -> (String) document.get("id")));
        return all.subList(0, Math.min(asked.limit(), all.size()));
    }

    private void takeTop(Change change, List<Map<String, Object>> before, List<Map<String, Object>> after) {
        List<Map<String, Object>> leaving = new ArrayList<>(before);
        leaving.removeAll(after);
        List<Map<String, Object>> entering = new ArrayList<>(after);
        entering.removeAll(before);
        if (!leaving.isEmpty() || !entering.isEmpty()) {
            expected.add(new Event(
                    change.sequence(),
                    leaving.isEmpty() ? null : leaving.get(0),
                    entering.isEmpty() ? null : entering.get(0)));
        }
    }

    /**
     * Compares an event that was delivered.
     *
     * @param nowNs what the clock says
     * @return null, or what is wrong
     */
    String onEvent(Event event, long nowNs) {
        if (asked.mode() == Asked.Mode.READ) {
            Map<String, Object> last = shown.put(event.key(), event.after());
            return Objects.equals(last, event.before()) ? null : "old value was " + last + " and not " + event;
        }
        if (expected.isEmpty() && window != null && nowNs >= (window.number + 1) * asked.windowNs()) {
            endWindow();
        }
        Event wanted = expected.poll();
        return event.equals(wanted) ? null : "expected " + wanted + " got " + event;
    }

    /** What is left to deliver once everything is that can be; null where that is nothing. */
    String leftOver() {
        if (asked.mode() != Asked.Mode.READ) {
            return expected.isEmpty() ? null : "not delivered: " + expected.peek() + " and " + (expected.size() - 1);
        }
        Map<Object, Map<String, Object>> wanted = new HashMap<>();
        documents.forEach((key, document) -> {
            if (asked.shows(document)) {
                wanted.put(key, document);
            }
        });
        shown.values().removeIf(Objects::isNull);
        return wanted.equals(shown) ? null : "shows " + shown + " instead of " + wanted;
    }

    /** Whether there is nothing to deliver up to another sequence, after all that comes to nothing. */
    boolean isQuiet(Truth truth, long to) {
        if (asked.mode() == Asked.Mode.EACH) {
            follow(truth, to);
            return expected.isEmpty();
        }
        return shown.equals(new Follower(asked, truth, to, times).shown);
    }
}
