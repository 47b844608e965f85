package io.tailrace.query;

/**
 * Whom a change can concern, and by which of its two documents, where the index can tell. Not thread safe; allocates
 * only to grow.
 *
 * @hidden
 */
public final class Matches {
    /** Neither document, or nobody knows which. */
    static final int NEITHER = 0;
    /** The document before the change. */
    public static final int BEFORE = 1;
    /** The document after it. */
    public static final int AFTER = 2;
    /** Both of them. */
    public static final int BOTH = BEFORE | AFTER;

    private final Marks concerned;
    private final Marks before = new Marks();
    private final Marks after = new Marks();

    /** @param concerned takes the marks of all whom a change can concern; those it has stay */
    public Matches(Marks concerned) {
        this.concerned = concerned;
    }

    /** Another change is at hand: forgets by which documents the last one was of concern. */
    public void move() {
        before.clear();
        after.clear();
    }

    /**
     * By which documents the change at hand can concern one whose {@link Subscription#tellsSides} says so.
     *
     * @param slot of the subscriber
     * @return bits of {@link #BOTH}; what is not among them is no part of its result, and no error
     */
    public int sides(int slot) {
        return (before.isMarked(slot) ? BEFORE : NEITHER) | (after.isMarked(slot) ? AFTER : NEITHER);
    }

    void mark(int slot, int sides) {
        concerned.mark(slot);
        if ((sides & BEFORE) != 0) {
            before.mark(slot);
        }
        if ((sides & AFTER) != 0) {
            after.mark(slot);
        }
    }
}
