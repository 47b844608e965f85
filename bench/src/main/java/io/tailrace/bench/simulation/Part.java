package io.tailrace.bench.simulation;

import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.expression.Expressions;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One query, which may be one of several in a union.
 *
 * @param kind what is asked
 * @param table number of the table
 * @param index sequence of the making of the index, 0 where none is needed
 * @param name of the table
 * @param bound what the query compares with
 */
record Part(Kind kind, int table, long index, String name, long bound) {
    /** The queries. */
    enum Kind {
        ALL,
        FILTER,
        KEYS,
        GET,
        INDEX,
        TOP
    }

    static final String INDEX = "n";

    static Part random(SplittableRandom random, Truth.Store store, boolean withTop) {
        Part part = of(kind(random, store), store, 1L + random.nextInt(5));
        return part.isTop() && !withTop ? of(Kind.INDEX, store, part.bound) : part;
    }

    static Kind kind(SplittableRandom random, Truth.Store store) {
        Kind[] kinds = Kind.values();
        return kinds[random.nextInt(store.indexes.containsKey(INDEX) ? kinds.length : kinds.length - 2)];
    }

    static Part of(Kind kind, Truth.Store store, long bound) {
        long index = kind == Kind.INDEX || kind == Kind.TOP ? store.indexes.get(INDEX) : 0;
        return new Part(kind, store.number, index, store.name, bound);
    }

    boolean isTop() {
        return kind == Kind.TOP;
    }

    /** Whether one could not tell the events of both, where each is put together in its own way. */
    boolean isConfusedWith(Part other) {
        return table == other.table && (isTop() || other.isTop());
    }

    int limit() {
        return (int) bound;
    }

    /** The first sequence at which it can be asked. */
    long since() {
        return Math.max(table, index);
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

    @Override
    public String toString() {
        return kind + " " + name + "@" + table + (index == 0 ? "" : " index@" + index) + " bound=" + bound;
    }
}
