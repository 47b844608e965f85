package io.tailrace.query;

import java.util.List;

/**
 * What a query reads: a table, ranges of its keys or of the keys of an index, in an order or in none. Immutable, any
 * thread; made by the engine's queries, which check it.
 *
 * @param tableId number of the table in the journal
 * @param table its name
 * @param kind what was asked for
 * @param index the index, or null for the primary key
 * @param ranges sorted and without overlap; none at all for an empty source
 * @param ordered whether the order of entries matters
 * @param descending whether it is turned round, ties too
 * @param limit first entries of the order that count, {@link #ALL} for all
 * @hidden
 */
public record Source(
        int tableId,
        String table,
        Kind kind,
        IndexDefinition index,
        List<KeyRange> ranges,
        boolean ordered,
        boolean descending,
        int limit) {
    /** No limit. */
    public static final int ALL = -1;

    /** What was asked for. */
    public enum Kind {
        /** All documents. */
        TABLE,
        /** One document: get. */
        POINT,
        /** The documents of some keys: getAll. */
        KEYS,
        /** A range of keys: between, or all of an index. */
        RANGE
    }

    /** Whether the first entries of an order are watched: orderBy with limit, min, max. */
    public boolean isTop() {
        return limit != ALL;
    }
}
