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
    private static final int MOST_NUMBER = (1 << Short.SIZE - BITS) - 1;

    private final Marks concerned;
    /**
     * For each slot the number of the change that has told sides of it last, and these in the lowest bits: short, so
     * that those of many slots stay near.
     */
    private short[] told = new short[Long.SIZE];
    /** Of the change at hand, from 1 on; it begins anew where it has come to its end, and nothing is told then. */
    private int number;

    /** @param concerned takes the marks of all whom a change can concern; those it has stay */
    public Matches(Marks concerned) {
        this.concerned = concerned;
    }

    /** Another change is at hand: forgets by which documents the last one was of concern. */
    public void move() {
        if (number == MOST_NUMBER) {
            Arrays.fill(told, (short) 0);
            number = 0;
        }
        number++;
    }

    /**
     * Reads what marking a subscriber will need, so that it is near then; the answer means nothing.
     *
     * @param slot of the subscriber
     */
    public int touch(int slot) {
        return slot < told.length ? told[slot] : 0;
    }

    /**
     * By which documents the change at hand can concern one whose {@link Subscription#tellsSides} says so.
     *
     * @param slot of the subscriber
     * @return bits of {@link #BOTH}; what is not among them is no part of its result, and no error
     */
    public int sides(int slot) {
        return slot < told.length ? sidesOf(told[slot]) : NEITHER;
    }

    void mark(int slot, int sides) {
        concerned.mark(slot);
        if (sides != NEITHER) {
            if (slot >= told.length) {
                told = Arrays.copyOf(told, Math.max(slot + 1, told.length << 1));
            }
            told[slot] = (short) (number << BITS | sidesOf(told[slot]) | sides);
        }
    }

    private int sidesOf(short entry) {
        return (entry & 0xFFFF) >>> BITS == number ? entry & BOTH : NEITHER;
    }
}
