package io.tailrace.query;

import java.util.Arrays;

/**
 * Whom a change can concern, and by which of its two documents, where the index can tell. Not thread safe; allocates
 * only to grow.
 *
 * @hidden
 */
public final class Matches {
    /** Neither document, or nobody knows which. */
    public static final int NEITHER = 0;
    /** The document before the change. */
    public static final int BEFORE = 1;
    /** The document after it. */
    public static final int AFTER = 2;
    /** Both of them. */
    public static final int BOTH = BEFORE | AFTER;

    private static final int BITS = 2;

    private final Marks concerned;
    /** For each slot the number of the change that has told sides of it last, and these in the lowest bits. */
    private long[] told = new long[Long.SIZE];
    /** Of the change at hand, from 1 on. */
    private long number;

    /** @param concerned takes the marks of all whom a change can concern; those it has stay */
    public Matches(Marks concerned) {
        this.concerned = concerned;
    }

    /** Another change is at hand: forgets by which documents the last one was of concern. */
    public void move() {
        number++;
    }

    /**
     * By which documents the change at hand can concern one whose {@link Subscription#tellsSides} says so.
     *
     * @param slot of the subscriber
     * @return bits of {@link #BOTH}; what is not among them is no part of its result, and no error
     */
    public int sides(int slot) {
        return slot < told.length && told[slot] >>> BITS == number ? (int) told[slot] & BOTH : NEITHER;
    }

    void mark(int slot, int sides) {
        concerned.mark(slot);
        if (sides != NEITHER) {
            if (slot >= told.length) {
                told = Arrays.copyOf(told, Math.max(slot + 1, told.length << 1));
            }
            long before = told[slot];
            told[slot] = (before >>> BITS == number ? before : number << BITS) | sides;
        }
    }
}
