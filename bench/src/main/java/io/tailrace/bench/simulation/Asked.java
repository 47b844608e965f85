package io.tailrace.bench.simulation;

import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.journal.PlantedBug;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * What a feed asks for.
 *
 * @param parts the query, or those of a union
 * @param mode how changes are put together
 * @param windowNs width of a window
 * @param initial whether initial values come first
 * @param states whether it says when it is ready
 * @param offsets whether it tells the places in an order
 * @param late what becomes of it when it is behind
 */
record Asked(
        List<Part> parts, Mode mode, long windowNs, boolean initial, boolean states, boolean offsets, Lateness late) {
    private static final int MOST_PARTS = 3;

    /** How changes are put together. */
    enum Mode {
        EACH,
        READ,
        WINDOW
    }

    static Asked random(SplittableRandom random, Truth.Store store) {
        Part.Kind kind = Part.kind(random, store);
        int how = random.nextInt(6);
        Mode mode = how < 3 || kind == Part.Kind.TOP ? Mode.EACH : how == 3 ? Mode.READ : Mode.WINDOW;
        Part part = Part.of(kind, store, 1L + random.nextInt(5));
        return of(List.of(part), mode, 1_000_000L * (1 + random.nextInt(5)));
    }

    /** Every change of one query. */
    static Asked each(Part part) {
        return of(List.of(part), Mode.EACH, 1);
    }

    private static Asked of(List<Part> parts, Mode mode, long windowNs) {
        return new Asked(parts, mode, windowNs, false, false, false, Lateness.NONE);
    }

    /** Every change of some queries, with initial values and states. */
    static Asked all(List<Part> parts) {
        return of(parts, Mode.EACH, 1).withInitial(true, true);
    }

    /** The same with more: other ways to squash an order, initial values, states, other queries in a union. */
    Asked with(SplittableRandom aside, List<Truth.Store> stores) {
        Mode other = hasTop() ? Mode.values()[aside.nextInt(Mode.values().length)] : mode;
        List<Part> all = new ArrayList<>(parts);
        if (aside.nextInt(3) == 0) {
            for (int i = aside.nextInt(MOST_PARTS); i > 0; i--) {
                Truth.Store store = stores.get(aside.nextInt(stores.size()));
                Part part = Part.random(aside, store, true);
                if (other == Mode.EACH || all.stream().noneMatch(part::isConfusedWith)) {
                    all.add(part);
                }
            }
        }
        boolean withInitial = aside.nextInt(3) == 0;
        boolean withStates = aside.nextInt(4) == 0;
        boolean withOffsets = all.size() == 1 && hasTop() && aside.nextBoolean();
        Lateness lateness = aside.nextBoolean() ? Lateness.random(aside, other) : Lateness.NONE;
        boolean isKnown = switch (lateness.rule()) {
            case BOUNDED -> other != Mode.WINDOW && all.stream().noneMatch(Part::isTop);
            case CONFLATE ->
                all.stream().allMatch(one -> all.stream().noneMatch(two -> one != two && one.isConfusedWith(two)));
            default -> true;
        };
        return new Asked(
                all, other, windowNs, withInitial, withStates, withOffsets, isKnown ? lateness : Lateness.NONE);
    }

    /** The same, as far as it can be told what one has to show who is read that way. */
    Asked by(Watched.Way way) {
        if (way.isNamed()) {
            boolean isUnclear = hasTop() && mode != Mode.EACH && parts.size() > 1;
            return new Asked(
                    isUnclear ? parts.subList(0, 1) : parts, mode, windowNs, initial, states, offsets, Lateness.NONE);
        }
        boolean isUnclear = mode == Mode.READ && late.is(Lateness.Rule.BOUNDED) && !way.isPolled();
        return isUnclear || mode == Mode.WINDOW && late.is(Lateness.Rule.FAIL) ? with(Lateness.NONE) : this;
    }

    private Asked with(Lateness other) {
        return new Asked(parts, mode, windowNs, initial, states, offsets, other);
    }

    Asked withInitial(boolean withInitial, boolean withStates) {
        return new Asked(parts, mode, windowNs, withInitial, withStates, offsets, late);
    }

    /** First sequence after which it can begin. */
    long since() {
        long since = 0;
        for (Part part : parts) {
            since = Math.max(since, part.since());
        }
        return since;
    }

    boolean hasTop() {
        return parts.stream().anyMatch(Part::isTop);
    }

    /** Whether what happens to one document is one event, always or at times. */
    boolean folds() {
        return mode != Mode.EACH || conflates();
    }

    boolean conflates() {
        return late.is(Lateness.Rule.CONFLATE);
    }

    /** Whether a read that ends before the end leaves everything as it would have been. */
    boolean canStop() {
        return mode == Mode.EACH && (late.rule() == Lateness.Rule.NONE || late.is(Lateness.Rule.BOUNDED));
    }

    Query query(Function<String, Table> tables) {
        List<Query> queries = new ArrayList<>();
        parts.forEach(part -> queries.add(part.query(tables.apply(part.name()))));
        Query first = queries.get(0);
        return parts.size() == 1
                ? first
                : first.union(queries.subList(1, parts.size()).toArray(Query[]::new));
    }

    /** How it is read; with the end of a read as that of a window where that is planted. */
    ChangesOptions options(PlantedBug bug) {
        ChangesOptions options = switch (mode) {
            case EACH -> ChangesOptions.squash(false);
            case READ -> ChangesOptions.squash(true);
            case WINDOW ->
                bug == PlantedBug.SQUASH_BY_WALL_CLOCK
                        ? ChangesOptions.squash(true)
                        : ChangesOptions.squash(Duration.ofNanos(windowNs));
        };
        options = states ? options.includeStates() : options;
        options = offsets ? options.includeOffsets() : options;
        return late.options(options, bug).includeInitial(initial);
    }
}
