package io.tailrace.bench.comparison.protocol;

/** What is asked of every peer: so many rows, and standing queries over them, numbered from 0. Immutable. */
public interface Work {
    /** How many rows there are. */
    int rows();

    /** How many standing queries. */
    int queries();

    /** Whether a query asks for a price in [{@link #low}, {@link #high}); else for the symbol that is its number. */
    boolean isRange();

    /** The lowest price that a query asks for. */
    double low(int query);

    /** The price up to which a query asks. */
    double high(int query);

    /** Which symbol a key has for good. */
    int symbol(int key);

    /** The bytes of a key's text, not to be changed. */
    byte[] text(int key);

    /** Whether a row, which may be null, is among those that a query asks for. */
    default boolean matches(int query, Row row) {
        return row != null
                && (isRange() ? row.price() >= low(query) && row.price() < high(query) : row.symbol() == query);
    }

    /** The row that an update makes. */
    default Row row(int key, double price, long number, long sentNs) {
        return new Row(key, price, number, symbol(key), text(key), sentNs);
    }
}
