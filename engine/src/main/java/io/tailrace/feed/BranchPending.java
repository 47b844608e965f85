package io.tailrace.feed;

import io.tailrace.query.ChangeImages;

/** Changes of the result of one branch that wait, squashed, in the order of first touch. Not thread safe. */
abstract class BranchPending {
    /** Where a feed with windows can be resumed; shared by all branches of the feed. */
    SafePosition cut = new SafePosition();
    /** Where the changes are; shared by all branches of the feed. */
    Tally tally = new Tally();
    /** Bounds what waits in all branches, or null. */
    QueueBound bound;

    /**
     * Folds a change of the journal.
     *
     * @return false when the bound of memory does not allow it; when what waits has been delivered, the same change is
     *     folded again, and what is folded of it already is not folded twice
     */
    abstract boolean fold(ChangeImages images);

    /** How many wait; 0 means that there is nothing to show. */
    abstract int count();

    /** Sequence of the first change folded into what {@link #show} would show. */
    abstract long firstSequence();

    /** Least of the first sequences of all that wait: nothing below is undelivered. */
    abstract long leastSequence();

    /** Sequence of the last change folded into it. */
    abstract long lastSequence();

    /** Where the transaction of that change ends. */
    abstract long transactionEnd();

    /** Time of that change. */
    abstract long lastTimeNs();

    /** Shows what was touched first. */
    abstract void show(ViewChange into);

    /** Whether a bounded queue counts what waits here. */
    boolean isBounded() {
        return false;
    }

    /** What was shown is delivered and forgotten; what it showed stays readable until the next fold. */
    abstract void delivered();

    /** Has what waits from now on lie in a store of others, null for one of its own. */
    void use(PendingStores stores) {}

    /** Nothing waits: gives the store back that it has from others. */
    void rest() {}

    /** Forgets all that waits without delivering it, for a bounded queue that overflows. */
    abstract void clear();
}
