package io.tailrace.bench.simulation;

import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.journal.PlantedBug;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a feed asks for.
 *
 * @param kind the query
 * @param mode how changes are put together
 * @param table number of the table
 * @param index sequence of the making of the index, 0 where none is needed
 * @param name of the table
 * @param bound what the query compares with
 * @param windowNs width of a window
 */
record Asked(Kind kind, Mode mode, int table, long index, String name, long bound, long windowNs) {
    /** The queries. */
    enum Kind {
        ALL,
        FILTER,
        KEYS,
        GET,
        INDEX,
        TOP
    }

    /** How changes are put together. */
    enum Mode {
        EACH,
        READ,
        WINDOW
    }

    static final String INDEX = "n";

    static Asked random(SplittableRandom random, Truth.Store store) {
        Kind[] kinds = Kind.values();
        Kind kind = kinds[random.nextInt(store.indexes.containsKey(INDEX) ? kinds.length : kinds.length - 2)];
        int how = random.nextInt(6);
        Mode mode = how < 3 || kind == Kind.TOP ? Mode.EACH : how == 3 ? Mode.READ : Mode.WINDOW;
        long index = kind == Kind.INDEX || kind == Kind.TOP ? store.indexes.get(INDEX) : 0;
        long bound = 1L + random.nextInt(5);
        return new Asked(kind, mode, store.number, index, store.name, bound, 1_000_000L * (1 + random.nextInt(5)));
    }

    boolean isTop() {
        return kind == Kind.TOP;
    }

    int limit() {
        return (int) bound;
    }

    boolean shows(Map<String, Object> document) {
        if (document == null) {
            return false;
        }
        long n = (Long) document.get("n");
        String key = (String) document.get("id");
        return switch (kind) {
            case ALL, TOP -> true;
            case FILTER -> n >= bound;
            case KEYS -> key.compareTo("k2") >= 0 && key.compareTo("k" + (2 + bound)) < 0;
            case GET -> key.equals("k" + bound);
            case INDEX -> n >= bound && n < bound + 4;
        };
    }

    Query query(Table from) {
        return switch (kind) {
            case ALL -> from.all();
            case FILTER -> from.filter(Expressions.row("n").ge(bound));
            case KEYS -> from.between("k2", "k" + (2 + bound));
            case GET -> from.get("k" + bound);
            case INDEX -> from.between(INDEX, bound, bound + 4);
            case TOP -> from.orderBy(INDEX).limit(bound);
        };
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
        return options.includeInitial(false);
    }
}
