package io.tailrace.bench.comparison.protocol;

/** A row as an object, for those that keep objects; a class and no record, which some cannot read back. Immutable. */
public final class Row {
    private final long key;
    private final double price;
    private final long number;
    private final int symbol;
    private final byte[] text;
    private final long sentNs;

    /**
     * With all that belongs to it.
     *
     * @param key from 0
     * @param price in [0, 1000)
     * @param number of the update that made it, of which there are no two alike
     * @param symbol that belongs to the key
     * @param text of 32 bytes, kept and never changed
     * @param sentNs when it was due to be sent, by {@link System#nanoTime}
     */
    public Row(long key, double price, long number, int symbol, byte[] text, long sentNs) {
        this.key = key;
        this.price = price;
        this.number = number;
        this.symbol = symbol;
        this.text = text;
        this.sentNs = sentNs;
    }

    /** Which row. */
    public long key() {
        return key;
    }

    /** What ranges ask for. */
    public double price() {
        return price;
    }

    /** Of the update that made it. */
    public long number() {
        return number;
    }

    /** What equalities ask for. */
    public int symbol() {
        return symbol;
    }

    /** Its text, not to be changed. */
    public byte[] text() {
        return text;
    }

    /** When it was due to be sent. */
    public long sentNs() {
        return sentNs;
    }
}
