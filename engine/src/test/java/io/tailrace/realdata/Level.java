package io.tailrace.realdata;

import java.util.List;

/** A price level of an order book: the natural key of what the exchange sends. */
record Level(String instrument, String side, long priceE8) implements Comparable<Level> {
    static final String BID = "b";
    static final String ASK = "a";

    /** The key in the table. */
    List<Object> key() {
        return List.of(instrument, side, priceE8);
    }

    boolean isBid() {
        return BID.equals(side);
    }

    @Override
    public int compareTo(Level other) {
        int byInstrument = instrument.compareTo(other.instrument);
        int bySide = byInstrument != 0 ? byInstrument : side.compareTo(other.side);
        return bySide != 0 ? bySide : Long.compare(priceE8, other.priceE8);
    }
}
