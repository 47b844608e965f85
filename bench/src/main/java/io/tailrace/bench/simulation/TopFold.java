package io.tailrace.bench.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a squashed order with a limit has to deliver. In which order entries leave and enter, and which with which, is
 * its own business; what counts is that each event leads from what the receiver holds to another such list, that no
 * entry is moved without need, and that all events of one fold lead to the result. Where nobody knows where a fold
 * ends, they only have to lead to entries that were in the result, and in the end to it. Not thread safe.
 */
final class TopFold {
    private static final Comparator<Map<String, Object>> ORDER = Comparator.<Map<String, Object>, Long>comparing(
                    document -> (Long) document.get("n"))
            .thenComparing(document -> (String) document.get("id"));

    private final int limit;
    private final boolean withOffsets;
    private final boolean areEndsKnown;
    /** What the receiver has, in order. */
    private final List<Map<String, Object>> held;
    /** The result there is. */
    private final List<Map<String, Object>> result;
    /** The result at the end of the last fold that is over. */
    private List<Map<String, Object>> folded;
    /** The last change of each entry, by its document, in the fold that goes on. */
    private Map<String, Long> touched = new HashMap<>();

    /** What the fold that goes on is made of, to be told. */
    private List<Event> taken = new ArrayList<>();

    private final Deque<Goal> goals = new ArrayDeque<>();
    /** All that was ever in the result, where ends are not known. */
    private final Set<Map<String, Object>> seen = new HashSet<>();

    /** One fold that is over. */
    private static final class Goal {
        final List<Map<String, Object>> wanted;
        final List<Map<String, Object>> leaving;
        final List<Map<String, Object>> entering;
        final Map<String, Long> touched;
        final List<Event> changes;
        int events;
        /** Events of it were delivered that nobody here has seen. */
        boolean isPartial;

        Goal(
                List<Map<String, Object>> from,
                List<Map<String, Object>> to,
                Map<String, Long> touched,
                List<Event> changes) {
            this.changes = changes;
            wanted = to;
            leaving = without(from, to);
            entering = without(to, from);
            this.touched = touched;
            Set<String> left = new HashSet<>();
            leaving.forEach(document -> left.add(place(document)));
            int both = (int) entering.stream()
                    .filter(document -> left.contains(place(document)))
                    .count();
            events = both + Math.max(leaving.size() - both, entering.size() - both);
        }

        private static List<Map<String, Object>> without(
                List<Map<String, Object>> some, List<Map<String, Object>> others) {
            List<Map<String, Object>> left = new ArrayList<>(some);
            left.removeAll(others);
            return left;
        }

        private String wrong(Event event) {
            boolean isRight = (event.before() == null || leaving.remove(event.before()))
                    && (event.after() == null || entering.remove(event.after()));
            if (!isRight) {
                return "moves what need not move";
            }
            long last = Math.max(touch(event.before()), touch(event.after()));
            events--;
            return last == event.sequence() ? null : "is not of the last change, which is " + last + " of " + changes;
        }

        private long touch(Map<String, Object> document) {
            return document == null ? 0 : touched.getOrDefault(place(document), 0L);
        }
    }

    /**
     * @param shown the result at the start
     * @param areEndsKnown whether {@link #end} is called at the end of each fold
     */
    TopFold(List<Map<String, Object>> shown, int limit, boolean withOffsets, boolean areEndsKnown) {
        this.limit = limit;
        this.withOffsets = withOffsets;
        this.areEndsKnown = areEndsKnown;
        held = new ArrayList<>(shown);
        result = new ArrayList<>(shown);
        folded = List.copyOf(shown);
        seen.addAll(shown);
    }

    /** Of a document there is one entry at most, wherever it stands. */
    private static String place(Map<String, Object> document) {
        return (String) document.get("id");
    }

    /** Takes in what one change makes of the result. */
    void take(Event event) {
        taken.add(event);
        if (event.before() != null) {
            result.remove(event.before());
            touched.put(place(event.before()), event.sequence());
        }
        if (event.after() != null) {
            result.add(event.after());
            touched.put(place(event.after()), event.sequence());
            seen.add(event.after());
        }
        result.sort(ORDER);
    }

    /**
     * The fold is over.
     *
     * @param skips how many events of it were delivered before, at most
     * @return how many there were
     */
    int end(int skips) {
        Goal goal = new Goal(folded, List.copyOf(result), touched, taken);
        taken = new ArrayList<>();
        folded = goal.wanted;
        touched = new HashMap<>();
        int skipped = Math.min(skips, goal.events);
        goal.events -= skipped;
        goal.isPartial = skipped > 0;
        if (goal.events > 0) {
            goals.add(goal);
        } else if (skipped > 0) {
            replace(goal.wanted);
        }
        return skipped;
    }

    private void replace(List<Map<String, Object>> wanted) {
        held.clear();
        held.addAll(wanted);
    }

    /** Whether there is something to tell of the fold that goes on. */
    boolean isWaiting() {
        return !folded.equals(result);
    }

    /** Whether a fold that is over is not delivered. */
    boolean isBehind() {
        return !goals.isEmpty();
    }

    /** What is wrong with an event, or null. */
    String onEvent(Event event) {
        if (event.before() == null && event.after() == null) {
            return "shows nothing";
        }
        if (!areEndsKnown) {
            boolean isSeen = event.after() == null || seen.contains(event.after());
            return isSeen ? hold(event) : "was never in the result";
        }
        Goal goal = goals.peek();
        if (goal == null) {
            return "nothing waits";
        }
        String wrong = goal.wrong(event);
        if (wrong == null && !goal.isPartial) {
            wrong = hold(event);
        }
        if (goal.events == 0) {
            goals.remove();
            if (goal.isPartial) {
                replace(goal.wanted);
            } else if (!held.equals(goal.wanted)) {
                return "leads to " + held + " and not to " + goal.wanted;
            }
        }
        return wrong;
    }

    private String hold(Event event) {
        int from = event.before() == null ? -1 : held.indexOf(event.before());
        if (event.before() != null && from < 0) {
            return "takes away what is not there: " + held;
        }
        if (from >= 0) {
            held.remove(from);
        }
        int to = -1;
        if (event.after() != null) {
            held.add(event.after());
            held.sort(ORDER);
            to = held.indexOf(event.after());
        }
        if (withOffsets && (event.oldOffset() != from || event.newOffset() != to)) {
            return "should move from " + from + " to " + to;
        }
        return held.size() > limit ? "is more than there may be: " + held : null;
    }

    /** What is not delivered, where everything ought to be; or null. */
    String leftOver() {
        if (areEndsKnown) {
            return goals.isEmpty() ? null : "not delivered: " + goals.peek().leaving + "->" + goals.peek().entering;
        }
        return held.equals(result) ? null : "shows " + held + " instead of " + result;
    }
}
