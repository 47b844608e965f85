package io.tailrace.query;

import io.tailrace.query.Posting.Membership;

/**
 * What a subscriber of a {@link PredicateIndex} waits for. Not thread safe: of the thread that the index belongs to.
 *
 * @hidden
 */
public final class Subscription {
    final Membership[] memberships;
    /** Axes that it has places on; the same one twice where it has two places there. */
    final Object[] axes;

    boolean isRemoved;

    private final boolean tellsSides;
    private final byte answered;

    Subscription(Membership[] memberships, Object[] axes, boolean tellsSides, int answered) {
        this.memberships = memberships;
        this.axes = axes;
        this.tellsSides = tellsSides;
        this.answered = (byte) answered;
    }

    /** Whether {@link Matches#sides} tells which documents of a change can be part of the result. */
    public boolean tellsSides() {
        return tellsSides;
    }

    /** How many of its first steps let through every document that {@link Matches#sides} tells. */
    public int answered() {
        return answered;
    }

    /**
     * Marks another slot from now on.
     *
     * @param slot of the subscriber, while no change is being matched
     */
    public void renumber(int slot) {
        for (Membership membership : memberships) {
            membership.renumber(slot);
        }
    }

    /** How many wait for each of the values and intervals that it waits for, itself counted; for {@link Explaining}. */
    public int[] waiting() {
        int[] waiting = new int[memberships.length];
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = memberships[i].posting.count();
        }
        return waiting;
    }
}
