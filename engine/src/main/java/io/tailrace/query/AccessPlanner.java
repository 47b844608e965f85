package io.tailrace.query;

import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expressions;
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
    private static final int NO_STEP = -1;

    private final Selection selection;
    private final EvaluationSettings settings;
    private final IndexKeyEncoder encoder;
    private final IdentityHashMap<Transform, List<FilterPart>> parts = new IdentityHashMap<>();
    private int step = NO_STEP;
    private FilterDefault otherwise;
    /** The first part that will not do, and what stands before it, if that is why. */
    private FilterPart refused;

    private FilterPart obstacle;

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

    private List<FilterPart> partsOf(Transform.Filtering filtering) {
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
            if (path == null || !isLookedAt(path)) {
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
        private boolean isLookedAt(List<String> path) {
            for (Seen seen : before) {
                if (!path.equals(path(seen.part)) && seen.isHeard(step)) {
                    obstacle = obstacle == null ? seen.part : obstacle;
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

    /** Tells what {@link #best()} has come to. */
    Explanation explain(int sharedBy) {
        AccessPath best = best();
        if (isNever()) {
            return new Explanation(Explanation.Reach.NONE, List.of(), "the source is empty", List.of(), sharedBy);
        }
        List<String> residual = residual(best);
        if (best == null) {
            return new Explanation(Explanation.Reach.ALL, List.of(), reason(), residual, sharedBy);
        }
        List<Explanation.Part> parts = new ArrayList<>();
        for (Place place : best.places()) {
            parts.add(new Explanation.Part(
                    place.kind(), name(place.axis()), place.ranges().size()));
        }
        return new Explanation(Explanation.Reach.INDEXED, List.copyOf(parts), null, residual, sharedBy);
    }

    private static String name(Object axis) {
        if (axis instanceof IndexDefinition index) {
            return "index=" + index.name();
        }
        return axis instanceof List<?> path
                ? Expressions.row(path.toArray(new String[0])).toString()
                : axis.toString();
    }

    private String reason() {
        if (obstacle != null) {
            return obstacle.said() + " stands first, and can end in an error or admit";
        }
        if (refused != null) {
            return refused.said() + " compares no field with a constant by ==, in, <, <=, > or >=";
        }
        for (Transform transform : selection.transforms().steps()) {
            return transform instanceof Transform.Accepting ? "a lambda stands first" : "no filter stands first";
        }
        return "neither a source nor a filter";
    }

    /** What the feed itself has to ask: its source, and the filters that the index leaves over. */
    private List<String> residual(AccessPath best) {
        List<String> residual = new ArrayList<>();
        List<FilterPart> indexed = best == null ? List.of() : best.parts();
        Source source = selection.source();
        if (source.kind() != Source.Kind.TABLE && (best == null || !indexed.isEmpty())) {
            residual.add("source by " + name(source.index() == null ? AccessPath.KEY : source.index()));
        }
        for (Transform transform : selection.transforms().steps()) {
            if (transform instanceof Transform.Filtering filtering) {
                for (FilterPart part : partsOf(filtering)) {
                    String said = part.said().toString();
                    if (!indexed.contains(part) && !residual.contains(said)) {
                        residual.add(said);
                    }
                }
            } else if (transform instanceof Transform.Accepting) {
                residual.add("a lambda");
            } else if (transform instanceof Transform.Having) {
                residual.add("hasFields");
            }
        }
        return List.copyOf(residual);
    }
}
