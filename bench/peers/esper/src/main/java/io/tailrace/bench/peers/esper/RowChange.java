package io.tailrace.bench.peers.esper;

import io.tailrace.bench.comparison.protocol.Row;

/** An event of Esper: both rows of an update, which a statement asks for by these names. Immutable. */
public final class RowChange {
    private final Row before;
    private final Row after;

    RowChange(Row before, Row after) {
        this.before = before;
        this.after = after;
    }

    Row before() {
        return before;
    }

    Row after() {
        return after;
    }

    /** The price before. */
    public double getOldPrice() {
        return before.price();
    }

    /** The price after. */
    public double getNewPrice() {
        return after.price();
    }

    /** The symbol, before and after. */
    public int getSymbol() {
        return after.symbol();
    }
}
