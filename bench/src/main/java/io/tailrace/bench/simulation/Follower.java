package io.tailrace.bench.simulation;

import io.tailrace.bench.simulation.Truth.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one feed has to deliver from a start on, from nothing but the changes: event by event. Only of one that squashes
 * on read, and is read when nobody looks, the ends of the reads are not known: of that, each event has to lead from
 * what was shown of its document to what has become of it, and in the end all of them to what there is. Not thread
 * safe.
 */
final class Follower {
    private final Asked asked;
    private final Times times;
    private final List<Result> results = new ArrayList<>();
    private final Initials initials;
    private final Deque<Event> expected = new ArrayDeque<>();
    /** What waits for the end of a window or a read, by query and document, what was touched first in front. */
    private final Map<String, Event> waiting = new LinkedHashMap<>();
    /** The window that waits, where there is one. */
    private long window;
    /** By query and document what was shown last, where the ends of the reads are not known. */
    private final Map<String, Map<String, Object>> shown = new HashMap<>();
    /** And what has happened since. */
    private final Map<String, List<Event>> since = new HashMap<>();

    private final boolean isReadKnown;
    /** Up to there changes are not squashed. */
    private long separateUntil;
    /** Events that come first, and were handled before. */
    private int skips;
    /** Where what they are of ends. */
    private long skipEnd;

    private int next;
    /** Of what was delivered last. */
    private long lastSequence;

    private int eventsOfLast;

    /**
     * Stands at a sequence, all initial values behind it.
     *
     * @param times of the changes
     */
    Follower(Asked asked, Truth truth, long start, Times times) {
        this(new Asked(asked.parts(), asked.mode(), asked.windowNs(), false, false), truth, start, times, true);
    }

    /**
     * Stands at a sequence.
     *
     * @param isReadKnown whether {@link #endRead} is called before each read
     */
    Follower(Asked asked, Truth truth, long start, Times times, boolean isReadKnown) {
        this.asked = asked;
        this.times = times;
        this.isReadKnown = isReadKnown;
        asked.parts().forEach(part -> results.add(new Result(part, truth, start)));
        initials = new Initials(asked, results, start);
        while (next < truth.log.size() && truth.log.get(next).sequence() <= start) {
            next++;
        }
        shown.putAll(state());
    }

    /** It goes on where another one was: what is there by now comes change by change. */
    void resume(long until) {
        separateUntil = until;
    }

    /** It goes on inside of what is shown at once. */
    void resume(long until, long end, int events) {
        separateUntil = until;
        skipEnd = end;
        skips = events;
        lastSequence = end;
        eventsOfLast = events;
    }

    private Map<String, Map<String, Object>> state() {
        Map<String, Map<String, Object>> state = new HashMap<>();
        for (int i = 0; i < results.size(); i++) {
            for (Map<String, Object> document : results.get(i).shown()) {
                state.put(i + " " + document.get("id"), document);
            }
        }
        return state;
    }

    /** Takes in what has happened since. */
    void follow(Truth truth) {
        follow(truth, Long.MAX_VALUE);
    }

    /** The same up to a sequence, or to where what it follows was dropped. */
    void follow(Truth truth, long to) {
        long end = Math.min(to, truth.dropOf(asked) - 1);
        for (; next < truth.log.size() && truth.log.get(next).sequence() <= end; next++) {
            Change change = truth.log.get(next);
            if (asked.mode() == Asked.Mode.WINDOW && !times.isKnown(change.sequence())) {
                return;
            }
            if (asked.mode() == Asked.Mode.READ && skips > 0 && change.sequence() > skipEnd) {
                endAll();
            }
            for (int i = 0; i < results.size(); i++) {
                Event event = results.get(i).take(change);
                if (event != null) {
                    add(i + " " + event.key(), event);
                }
            }
            boolean isSeparate = asked.mode() == Asked.Mode.READ && change.sequence() <= separateUntil && skips == 0;
            if (isSeparate && isReadKnown) {
                endAll();
            }
        }
    }

    private void add(String place, Event event) {
        switch (asked.mode()) {
            case EACH -> expect(event);
            case WINDOW -> {
                long number = Math.floorDiv(times.of(event.sequence()), asked.windowNs());
                if (number != window) {
                    endAll();
                }
                window = number;
                fold(place, event);
            }
            case READ -> {
                if (isReadKnown) {
                    fold(place, event);
                } else {
                    since.computeIfAbsent(place, key -> new ArrayList<>()).add(event);
                }
            }
        }
    }

    private void fold(String place, Event event) {
        Event first = waiting.get(place);
        Event folded = first == null ? event : first.and(event);
        if (Objects.equals(folded.before(), folded.after())) {
            waiting.remove(place); // what cancels out loses its place
        } else {
            waiting.put(place, folded);
        }
    }

    private void expect(Event event) {
        if (skips > 0) {
            skips--;
        } else {
            expected.add(event);
        }
    }

    /** A read begins, which ends with what has happened by now. */
    void endRead() {
        if (asked.mode() == Asked.Mode.READ) {
            endAll();
        }
    }

    /** What waits, waits no more: what it follows was dropped. */
    void endAll() {
        waiting.values().forEach(this::expect);
        waiting.clear();
    }

    /**
     * Compares an event that was delivered.
     *
     * @param limitNs what time it can be in the journal
     * @return null, or what is wrong
     */
    String onEvent(Event event, long limitNs) {
        if (!initials.areOver()) {
            return initials.take(event) ? null : "expected " + initials + " got " + event;
        }
        eventsOfLast = event.sequence() == lastSequence ? eventsOfLast + 1 : 1;
        lastSequence = event.sequence();
        if (asked.mode() == Asked.Mode.READ && !isReadKnown) {
            return onUnknownRead(event);
        }
        boolean isOver = asked.mode() == Asked.Mode.WINDOW && limitNs / asked.windowNs() > window;
        if (expected.isEmpty() && isOver) {
            endAll();
        }
        Event wanted = expected.poll();
        return event.equals(wanted)
                ? null
                : "expected " + wanted + " got " + event + " waiting=" + waiting + " until="
                        + (window + 1) * asked.windowNs() + " time=" + limitNs;
    }

    /** Where two queries have a document in common, either may be meant: what they show then is the same. */
    private String onUnknownRead(Event event) {
        for (int i = 0; i < results.size(); i++) {
            String place = i + " " + event.key();
            List<Event> passed = since.getOrDefault(place, List.of());
            for (int k = 0; k < passed.size(); k++) {
                Event last = passed.get(k);
                if (last.sequence() == event.sequence()
                        && last.table().equals(event.table())
                        && Objects.equals(last.after(), event.after())
                        && Objects.equals(shown.get(place), event.before())
                        && !Objects.equals(event.before(), event.after())) {
                    passed.subList(0, k + 1).clear();
                    shown.put(place, event.after());
                    return null;
                }
            }
        }
        return "nothing leads to " + event + " after " + shown.get("0 " + event.key()) + " " + since;
    }

    boolean isInitialOver() {
        return initials.areOver();
    }

    /** How many initial values and states are left. */
    int initialLeft() {
        return initials.count();
    }

    /** How many events were delivered that a position does not cover, as others of the same change were not. */
    int eventsBeyond(long position) {
        return asked.mode() == Asked.Mode.EACH && lastSequence > position ? eventsOfLast : 0;
    }

    /** Whether anything but initial values was delivered. */
    boolean hasShownChange() {
        return eventsOfLast > 0;
    }

    /** Whether a window waits for its end, all that can be known being known. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** What is left to deliver once everything is that can be; null where that is nothing. */
    String leftOver() {
        if (!initials.areOver()) {
            return "not delivered: " + initials;
        }
        if (asked.mode() != Asked.Mode.READ || isReadKnown) {
            return expected.isEmpty() ? null : "not delivered: " + expected.peek() + " and " + (expected.size() - 1);
        }
        shown.values().removeIf(Objects::isNull);
        Map<String, Map<String, Object>> wanted = state();
        return wanted.equals(shown) ? null : "shows " + shown + " instead of " + wanted;
    }

    /** Whether there is nothing to deliver up to another sequence, after all that comes to nothing. */
    boolean isQuiet(Truth truth, long to) {
        if (asked.mode() == Asked.Mode.EACH) {
            follow(truth, to);
            return expected.isEmpty();
        }
        return state().equals(new Follower(asked, truth, to, times).state());
    }
}
