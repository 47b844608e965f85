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
 */
record Asked(List<Part> parts, Mode mode, long windowNs, boolean initial, boolean states) {
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
        return new Asked(List.of(part), mode, 1_000_000L * (1 + random.nextInt(5)), false, false);
    }

    /** Every change of one query. */
    static Asked each(Part part) {
        return new Asked(List.of(part), Mode.EACH, 1, false, false);
    }

    /** The same with more: initial values, states, other queries in a union. */
    Asked with(SplittableRandom aside, List<Truth.Store> stores) {
        List<Part> all = new ArrayList<>(parts);
        if (aside.nextInt(3) == 0) {
            for (int i = aside.nextInt(MOST_PARTS); i > 0; i--) {
                all.add(Part.random(aside, stores.get(aside.nextInt(stores.size())), mode == Mode.EACH));
            }
        }
        return new Asked(all, mode, windowNs, aside.nextInt(3) == 0, aside.nextInt(4) == 0);
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
        return (states ? options.includeStates() : options).includeInitial(initial);
    }
}
