package io.tailrace.bench.simulation;

import io.tailrace.bench.simulation.Truth.Change;
import io.tailrace.feed.ChangeKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one feed has to deliver from a start on, from nothing but the changes: event by event. Only of one that squashes
 * on read, and is read when nobody looks, the ends of the reads are not known: of that, each event has to lead from
 * what was shown of its document to what has become of it, and in the end all of them to what there is. The same goes
 * for one that conflates beyond a lag that only the engine can tell. Not thread safe.
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
    /** By document how far its queries may be with it, where the ends of the reads are not known. */
    private final Map<String, Ways> ways = new HashMap<>();

    /** By query what a squashed order has to deliver, null where it is none. */
    private final TopFold[] tops;
    /** What a read brings of a feed that conflates, until that is known to be far behind or not. */
    private final List<Event> undecided = new ArrayList<>();

    private final List<Integer> undecidedOf = new ArrayList<>();
    /** Whether it conflates now. */
    private boolean isConflating;
    /** Everything up to there was looked at when the last read ended. */
    private long processed;
    /** Whether it was close enough once. */
    private boolean isArmed;
    /** Whether the read at hand has to end it. */
    private boolean isTooFar;
    /** Events thrown away of which it is not told yet, and where the last of them lies. */
    private long skipped;

    private long skippedTo;

    private final boolean isReadKnown;
    private final long start;
    /** Whether all is known on which its events depend. */
    private final boolean isKnown;
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
        this(asked.withInitial(false, false), truth, start, times, true);
    }

    /**
     * Stands at a sequence.
     *
     * @param isReadKnown whether {@link #endRead} is called before each read
     */
    Follower(Asked asked, Truth truth, long start, Times times, boolean isReadKnown) {
        this.asked = asked;
        this.times = times;
        boolean areEndsKnown =
                isReadKnown && (!asked.conflates() || asked.late().isCounted());
        isKnown = asked.mode() == Asked.Mode.WINDOW || !asked.folds() || areEndsKnown;
        this.isReadKnown = isReadKnown;
        this.start = start;
        processed = start;
        isArmed = start >= truth.sequence;
        asked.parts().forEach(part -> results.add(new Result(part, truth, start, asked.offsets())));
        tops = new TopFold[results.size()];
        for (int i = 0; i < tops.length; i++) {
            Part part = asked.parts().get(i);
            if (part.isTop() && asked.folds()) {
                tops[i] = new TopFold(results.get(i).shown(), part.limit(), asked.offsets(), isKnown);
            }
        }
        initials = new Initials(asked, results, start);
        while (next < truth.log.size() && truth.log.get(next).sequence() <= start) {
            next++;
        }
        beginWays();
    }

    private void beginWays() {
        for (int i = 0; i < results.size(); i++) {
            if (tops[i] == null) {
                for (Map<String, Object> document : results.get(i).shown()) {
                    ways((String) document.get("id")).begin(i, document);
                }
            }
        }
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

    private Map<String, Map<String, Object>> state(boolean withTops) {
        Map<String, Map<String, Object>> state = new HashMap<>();
        for (int i = 0; i < results.size(); i++) {
            if (tops[i] != null && !withTops) {
                continue;
            }
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
        long end = Math.min(to, truth.dropOf(asked.parts()) - 1);
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
                    add(i, event);
                }
            }
            boolean isSeparate = asked.mode() == Asked.Mode.READ && change.sequence() <= separateUntil && skips == 0;
            if (isSeparate && isKnown) {
                endAll();
            }
        }
    }

    private void add(int query, Event event) {
        if (!asked.folds()) {
            expect(event);
        } else if (!isKnown) {
            if (tops[query] == null) {
                ways(event.key()).add(query, event);
            } else {
                tops[query].take(event);
            }
        } else if (asked.conflates()) {
            undecided.add(event);
            undecidedOf.add(query);
        } else {
            if (asked.mode() == Asked.Mode.WINDOW) {
                long number = Math.floorDiv(times.of(event.sequence()), asked.windowNs());
                if (number != window) {
                    endAll();
                }
                window = number;
            }
            fold(query, event);
        }
    }

    private static String place(int query, Event event) {
        return query + " " + event.key();
    }

    private void fold(int query, Event event) {
        if (tops[query] != null) {
            tops[query].take(event);
            return;
        }
        String place = place(query, event);
        Event first = waiting.get(place);
        Event folded = first == null ? event : first.and(event);
        if (Objects.equals(folded.before(), folded.after())) {
            waiting.remove(place); // what cancels out loses its place
        } else {
            waiting.put(place, folded);
        }
        if (asked.late().is(Lateness.Rule.BOUNDED)
                && waiting.size() > asked.late().bound()) {
            skipped += waiting.size();
            skippedTo = event.sequence();
            waiting.clear();
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
    void endRead(Truth truth) {
        long lag = truth.sequence - processed;
        processed = truth.sequence;
        if (asked.conflates() && isKnown) {
            conflate(lag, truth);
        } else if (asked.mode() == Asked.Mode.READ) {
            endAll();
        } else if (asked.late().is(Lateness.Rule.BOUNDED)) {
            throwAway();
        }
        if (asked.late().is(Lateness.Rule.FAIL)) {
            boolean isShowing = !expected.isEmpty() || areTopsBehind();
            boolean isFar = lag > asked.late().bound();
            isTooFar = isShowing && isFar && isArmed;
            isArmed |= isShowing && !isFar;
        }
    }

    /** Whether the read that has begun has to end it, as it is too far behind. */
    boolean isTooFar() {
        return isTooFar;
    }

    /** Whether it can be too far behind, as far as anybody knows. */
    boolean mayBeTooFar(Truth truth) {
        boolean isPossible = asked.late().is(Lateness.Rule.FAIL)
                && truth.sequence - start > asked.late().bound();
        return isPossible && (!isReadKnown || isTooFar);
    }

    /** A read that begins far behind squashes, from what it shows first on; and the next, until one begins closer. */
    private void conflate(long lag, Truth truth) {
        for (int i = 0; i < undecided.size(); i++) {
            Event event = undecided.get(i);
            boolean isSeparate = event.sequence() <= separateUntil;
            if (!isConflating && !isSeparate && lag > asked.late().bound()) {
                isConflating = true;
                tell(ChangeKind.CONFLATING, event.sequence() - 1);
            }
            fold(undecidedOf.get(i), event);
            if (isSeparate || !isConflating) {
                endAll();
            }
        }
        undecided.clear();
        undecidedOf.clear();
        endAll();
        boolean isDropped = truth.dropOf(asked.parts()) != Long.MAX_VALUE;
        if (isConflating && lag <= asked.late().bound() / 2 && !isDropped) {
            isConflating = false;
            tell(ChangeKind.CAUGHT_UP, truth.sequence);
        }
    }

    private void tell(ChangeKind state, long sequence) {
        if (asked.states()) {
            expected.add(Event.state(state, sequence));
        }
    }

    /** With one event more than may wait all are thrown away. */
    private void throwAway() {
        long most = asked.late().bound() + 1;
        long thrown = expected.size() / most * most;
        if (thrown > 0) {
            expected.addFirst(Event.overflow(lastOf(thrown), thrown));
        }
    }

    private long lastOf(long events) {
        long last = 0;
        for (long i = 0; i < events; i++) {
            last = expected.remove().sequence();
        }
        return last;
    }

    /** What waits, waits no more: what it follows was dropped. */
    void endAll() {
        if (skipped > 0) {
            expected.add(Event.overflow(skippedTo, skipped));
            skipped = 0;
        }
        waiting.values().forEach(this::expect);
        waiting.clear();
        for (TopFold top : tops) {
            if (top != null && isKnown) {
                skips -= top.end(skips);
            }
        }
    }

    private boolean areTopsBehind() {
        return Arrays.stream(tops).anyMatch(top -> top != null && top.isBehind());
    }

    /** Sequence of the event that comes next; {@link Long#MAX_VALUE} where none does, or none is known. */
    long nextSequence() {
        if (!initials.areOver()) {
            return start;
        }
        boolean isKnownNext = !expected.isEmpty() && !areTopsBehind();
        return isKnownNext ? expected.peek().sequence() : Long.MAX_VALUE;
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
        if (event.isChange()) {
            eventsOfLast = event.sequence() == lastSequence ? eventsOfLast + 1 : 1;
            lastSequence = event.sequence();
        }
        if (!event.isChange() && !(isKnown && isReadKnown)) {
            return onUnknownState(event);
        }
        boolean isOver = asked.mode() == Asked.Mode.WINDOW && limitNs / asked.windowNs() > window;
        if (expected.isEmpty() && isOver && !areTopsBehind()) {
            endAll();
        }
        TopFold top = event.isChange() ? topOf(event.table()) : null;
        if (top != null) {
            String wrong = top.onEvent(event);
            return wrong == null ? null : event + " " + wrong;
        }
        if (!isKnown) {
            return onUnknownRead(event);
        }
        Event wanted = expected.poll();
        return event.equals(wanted)
                ? null
                : "expected " + wanted + " got " + event + " waiting=" + waiting + " until="
                        + (window + 1) * asked.windowNs() + " time=" + limitNs;
    }

    private TopFold topOf(String table) {
        for (int i = 0; i < tops.length; i++) {
            if (tops[i] != null && asked.parts().get(i).name().equals(table)) {
                return tops[i];
            }
        }
        return null;
    }

    /** What is told of reads of which nobody knows where they ended. */
    private String onUnknownState(Event event) {
        boolean isRight = false;
        if (event.kind() == ChangeKind.OVERFLOW) {
            long most = asked.late().bound() + 1;
            isRight = asked.late().is(Lateness.Rule.BOUNDED)
                    && event.skipped() > 0
                    && event.skipped() % most == 0
                    && event.skipped() <= expected.size()
                    && event.sequence() == lastOf(event.skipped());
        } else if (asked.conflates() && asked.states()) {
            isRight = event.kind() == (isConflating ? ChangeKind.CAUGHT_UP : ChangeKind.CONFLATING);
            isConflating = !isConflating;
        }
        return isRight ? null : "unexpected " + event + " expected " + expected;
    }

    private Ways ways(String key) {
        return ways.computeIfAbsent(key, each -> new Ways(results.size()));
    }

    private String onUnknownRead(Event event) {
        Ways ofKey = ways(event.key());
        return ofKey.take(event) ? null : "nothing leads to " + event + " after " + ofKey;
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
        return !asked.folds() && lastSequence > position ? eventsOfLast : 0;
    }

    /** Whether anything but initial values was delivered. */
    boolean hasShownChange() {
        return eventsOfLast > 0;
    }

    /** Whether a window waits for its end, all that can be known being known. */
    boolean isWaiting() {
        boolean isAnyTop = Arrays.stream(tops).anyMatch(top -> top != null && top.isWaiting());
        return asked.mode() == Asked.Mode.WINDOW && (!waiting.isEmpty() || isAnyTop);
    }

    /** What is left to deliver once everything is that can be; null where that is nothing. */
    String leftOver() {
        if (!initials.areOver()) {
            return "not delivered: " + initials;
        }
        for (TopFold top : tops) {
            String left = top == null ? null : top.leftOver();
            if (left != null) {
                return left;
            }
        }
        if (isKnown) {
            return expected.isEmpty() ? null : "not delivered: " + expected.peek() + " and " + (expected.size() - 1);
        }
        Map<String, Map<String, Object>> wanted = state(false);
        for (Map.Entry<String, Ways> entry : ways.entrySet()) {
            String left = entry.getValue().leftOver(query -> wanted.get(query + " " + entry.getKey()));
            if (left != null) {
                return left;
            }
        }
        return null;
    }

    /** Whether there is nothing to deliver up to another sequence, after all that comes to nothing. */
    boolean isQuiet(Truth truth, long to) {
        if (asked.mode() == Asked.Mode.EACH) {
            follow(truth, to);
            return expected.isEmpty();
        }
        return state(true).equals(new Follower(asked, truth, to, times).state(true));
    }
}
