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

    Subscription(Membership[] memberships, Object[] axes) {
        this.memberships = memberships;
        this.axes = axes;
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
