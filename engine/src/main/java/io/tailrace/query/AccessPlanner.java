package io.tailrace.query;

import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.FilterPart;
import io.tailrace.query.AccessPath.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses the part of a selection by which the changes that can concern it are found. Not thread safe; used once.
 *
 * <p>A part of a filter will do only if nothing can happen before it is looked at: no part before it may end in an
 * error that is counted, or let the document pass because something is missing. Those on the same field may, as whoever
 * waits for its values hears of missing ones too. A lambda, which may throw, and a projection end the search; documents
 * are as they are stored until then.
 */
final class AccessPlanner {
    /** Why a part is not indexed that could be. */
    static final String LESS_SELECTIVE = "what is indexed is likely to find fewer changes";

    private static final String COMPARES_NOTHING = " compares no field with a constant by ==, in, <, <=, > or >=";
    private static final String ENDS_IN_MORE = " stands first, and can end in an error or admit";
    private static final int NO_STEP = -1;
    private static final int MOST_ANSWERED = Byte.MAX_VALUE;

    private final Selection selection;
    private final EvaluationSettings settings;
    private final IndexKeyEncoder encoder;
    private final IdentityHashMap<Transform, List<FilterPart>> parts = new IdentityHashMap<>();
    private int step = NO_STEP;
    private FilterDefault otherwise;
    /** The first part that will not do, and what stands before it, if that is why. */
    private FilterPart refused;

    private FilterPart hindrance;
    /** For each part that would do what stands before it and hinders it. */
    private final IdentityHashMap<FilterPart, FilterPart> hindrances = new IdentityHashMap<>();

    AccessPlanner(Selection selection, EvaluationSettings settings, IndexKeyEncoder encoder) {
        this.selection = selection;
        this.settings = settings;
        this.encoder = encoder;
    }

    /** Whether there is nothing that a change could be part of. */
    boolean isNever() {
        Source source = selection.source();
        return source.kind() != Source.Kind.TABLE && source.ranges().isEmpty();
    }

    /** The best way, null if there is none. */
    AccessPath best() {
        AccessPath best = ofSource();
        Sequel sequel = new Sequel(List.of());
        for (Transform transform : selection.transforms().steps()) {
            step++;
            if (transform instanceof Transform.Filtering filtering) {
                otherwise = filtering.otherwise();
                best = AccessPath.better(best, sequel.best(partsOf(filtering)));
            } else if (!(transform instanceof Transform.Having)) {
                break;
            }
        }
        return best;
    }

    /** Whether who is found by a path is found by one of the documents of the change, or by each for itself. */
    boolean tellsSides(AccessPath path) {
        for (Place place : path.places()) {
            if (!(place.axis() instanceof List<?>)) {
                return false;
            }
        }
        return !selection.source().isTop();
    }

    /**
     * How many of the first steps need not be carried out on a document that is found by a path: they are filters, and
     * all that they say is what the index has looked for, in an encoding that loses nothing.
     */
    int answered(AccessPath path) {
        if (!tellsSides(path)
                || path.places().size() > 1
                || path.places().get(0).isAmbiguous()) {
            return 0;
        }
        int count = 0;
        for (Transform transform : selection.transforms().steps()) {
            boolean isAnswered = transform instanceof Transform.Filtering filtering
                    && filtering.otherwise() == FilterDefault.SKIP
                    && areAnswered(partsOf(filtering), path.parts());
            if (!isAnswered || count == MOST_ANSWERED) {
                break;
            }
            count++;
        }
        return count;
    }

    private static boolean areAnswered(List<FilterPart> parts, List<FilterPart> indexed) {
        for (FilterPart part : parts) {
            boolean isIndexed = false;
            for (FilterPart one : indexed) {
                isIndexed |= one == part;
            }
            if (!isIndexed || !isExact(part)) {
                return false;
            }
        }
        return true;
    }

    /** Objects, and arrays that may hold some, look alike in keys. */
    private static boolean isExact(FilterPart part) {
        if (part instanceof FilterPart.Bounded bounded) {
            return isScalar(bounded.bound());
        }
        return part instanceof FilterPart.Among among && areScalars(among.values());
    }

    private static boolean areScalars(List<Value> values) {
        for (Value value : values) {
            if (!isScalar(value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isScalar(Value value) {
        return value.type() != ValueType.OBJECT && value.type() != ValueType.ARRAY;
    }

    List<FilterPart> partsOf(Transform.Filtering filtering) {
        return parts.computeIfAbsent(filtering, step -> FilterPart.of(filtering.predicate(), settings));
    }

    private AccessPath ofSource() {
        Source source = selection.source();
        List<KeyRange> ranges = source.ranges();
        if (source.kind() == Source.Kind.TABLE || ranges.isEmpty()) {
            return null;
        }
        Object axis = source.index() == null ? AccessPath.KEY : source.index();
        boolean areBounded = true;
        boolean arePoints = true;
        for (KeyRange range : ranges) {
            if (range.lower().length == 0 && range.upper().length == 0) {
                return null;
            }
            areBounded &= range.lower().length > 0 && range.upper().length > 0;
            arePoints &= KeyBounds.isPoint(range);
        }
        int rank = areBounded ? AccessPath.INTERVAL : AccessPath.HALF_OPEN;
        Explanation.Kind kind = Explanation.Kind.INTERVAL;
        if (arePoints && ranges.size() > 1) {
            rank = AccessPath.IN;
            kind = Explanation.Kind.IN;
        } else if (arePoints) {
            rank = source.index() == null ? AccessPath.POINT : AccessPath.EQUALITY;
            kind = source.index() == null ? Explanation.Kind.POINT : Explanation.Kind.EQUALITY;
        }
        return new AccessPath(rank, List.of(new Place(kind, axis, ranges)), List.of());
    }

    private static List<String> path(FilterPart part) {
        if (part instanceof FilterPart.Among among) {
            return among.path();
        }
        return part instanceof FilterPart.Bounded bounded ? bounded.path() : null;
    }

    /** Parts of a conjunction one after the other, of one filter and those after it. */
    private final class Sequel {
        private final List<Seen> before;
        private final Map<List<String>, Interval> intervals = new HashMap<>();

        Sequel(List<Seen> before) {
            this.before = new ArrayList<>(before);
        }

        AccessPath best(List<FilterPart> parts) {
            AccessPath best = null;
            for (FilterPart part : parts) {
                AccessPath path = of(part);
                if (path == null && refused == null) {
                    refused = part;
                }
                best = AccessPath.better(best, path);
                before.add(new Seen(part, otherwise, step));
            }
            return best;
        }

        private AccessPath of(FilterPart part) {
            if (part instanceof FilterPart.Either either) {
                return either(either);
            }
            List<String> path = path(part);
            if (path == null || !isLookedAt(part, path)) {
                return null;
            }
            return part instanceof FilterPart.Among among ? among(among) : bounded((FilterPart.Bounded) part);
        }

        private AccessPath among(FilterPart.Among part) {
            List<KeyRange> ranges = new ArrayList<>();
            boolean areFew = false;
            for (Value value : part.values()) {
                ranges.add(KeyRange.point(encoded(value), 1));
                areFew |= value.type() == ValueType.NULL || value.type() == ValueType.BOOLEAN;
            }
            boolean isOne = ranges.size() == 1;
            Explanation.Kind kind = isOne ? Explanation.Kind.EQUALITY : Explanation.Kind.IN;
            int rank = areFew ? AccessPath.HALF_OPEN : isOne ? AccessPath.EQUALITY : AccessPath.IN;
            return new AccessPath(rank, List.of(place(kind, part, ranges)), List.of(part));
        }

        private AccessPath bounded(FilterPart.Bounded part) {
            Interval interval = intervals.computeIfAbsent(part.path(), path -> new Interval());
            byte[] bound = encoded(part.bound());
            interval.add(part, KeyBounds.side(bound, encoder.isCut(), part.isUpper(), part.isClosed()));
            KeyRange range = interval.range;
            boolean isHalf = range.lower().length == 0 || range.upper().length == 0;
            return new AccessPath(
                    isHalf ? AccessPath.HALF_OPEN : AccessPath.INTERVAL,
                    List.of(place(
                            Explanation.Kind.INTERVAL, part, KeyBounds.isEmpty(range) ? List.of() : List.of(range))),
                    List.copyOf(interval.parts));
        }

        private AccessPath either(FilterPart.Either part) {
            List<Place> places = new ArrayList<>();
            int rank = AccessPath.IN;
            for (List<FilterPart> operand : part.operands()) {
                AccessPath path = new Sequel(before).best(operand);
                if (path == null) {
                    for (FilterPart one : operand) {
                        hindrances.computeIfAbsent(part, of -> hindrances.get(one));
                    }
                    return null;
                }
                rank = Math.max(rank, path.rank());
                places.addAll(path.places());
            }
            return new AccessPath(rank, List.copyOf(places), List.of(part));
        }

        private Place place(Explanation.Kind kind, FilterPart part, List<KeyRange> ranges) {
            List<String> path = path(part);
            boolean admits = otherwise == FilterDefault.ADMIT;
            boolean counts = otherwise == FilterDefault.ERROR;
            boolean fails = part.outcomes().canFail();
            for (Seen seen : before) {
                if (path.equals(path(seen.part))) {
                    admits |= seen.otherwise == FilterDefault.ADMIT;
                    counts |= seen.otherwise == FilterDefault.ERROR;
                    fails |= seen.part.outcomes().canFail();
                }
            }
            return new Place(kind, path, List.copyOf(ranges), admits, counts, fails);
        }

        /** Whether what was looked at before has either held, or left the document out in silence. */
        private boolean isLookedAt(FilterPart part, List<String> path) {
            for (Seen seen : before) {
                if (!path.equals(path(seen.part)) && seen.isHeard(step)) {
                    hindrance = hindrance == null ? seen.part : hindrance;
                    hindrances.put(part, seen.part);
                    return false;
                }
            }
            return true;
        }

        private byte[] encoded(Value value) {
            byte[] bytes = new byte[encoder.encodeAny(value)];
            encoder.buffer().getBytes(0, bytes);
            return bytes;
        }
    }

    /** What was looked at before. */
    private record Seen(FilterPart part, FilterDefault otherwise, int step) {
        /** Whether it can end in more than holding or not, for those of a step. */
        boolean isHeard(int ofStep) {
            return part.outcomes().canFail()
                    || part.outcomes().canMiss()
                            && (otherwise == FilterDefault.ERROR || otherwise == FilterDefault.ADMIT && step == ofStep);
        }
    }

    /** Bounds of one field, joined. */
    private static final class Interval {
        final List<FilterPart> parts = new ArrayList<>();
        KeyRange range = KeyRange.ALL;

        void add(FilterPart part, KeyRange side) {
            parts.add(part);
            range = KeyBounds.both(range, side);
        }
    }

    /** Why {@link #best()} has found none. */
    String obstacle() {
        if (selection.source().isTop() && parts.isEmpty()) {
            return "any document can take the place of one that is shown";
        }
        if (hindrance != null) {
            return hindrance.said() + ENDS_IN_MORE;
        }
        if (refused != null) {
            return refused.said() + COMPARES_NOTHING;
        }
        for (Transform transform : selection.transforms().steps()) {
            return transform instanceof Transform.Accepting ? "a lambda stands first" : "no filter stands first";
        }
        return "neither a source nor a filter narrows it down";
    }

    /**
     * Why a part of a filter is asked although there is an index.
     *
     * @param part that is not indexed
     * @param after what stands before its filter and ends the search, null for nothing
     */
    String why(FilterPart part, String after) {
        if (after != null) {
            return "it stands after " + after;
        }
        FilterPart first = hindrances.get(part);
        if (first != null) {
            return (first == part ? "it" : first.said()) + ENDS_IN_MORE;
        }
        FilterPart incomparable = incomparable(part);
        return incomparable == null
                ? LESS_SELECTIVE
                : (incomparable == part ? "it" : incomparable.said()) + COMPARES_NOTHING;
    }

    /** The part that compares no field with a constant: this one, or of several sides of an {@code or} the first. */
    private static FilterPart incomparable(FilterPart part) {
        if (!(part instanceof FilterPart.Either either)) {
            return path(part) == null ? part : null;
        }
        for (List<FilterPart> operand : either.operands()) {
            FilterPart first = null;
            boolean isNone = true;
            for (FilterPart one : operand) {
                FilterPart found = incomparable(one);
                isNone &= found != null;
                first = first == null ? found : first;
            }
            if (isNone) {
                return first == null ? part : first;
            }
        }
        return null;
    }
}
