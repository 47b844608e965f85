package io.tailrace.query;

import io.tailrace.query.Posting.Membership;
import java.util.List;
import org.agrona.collections.IntArrayList;

/**
 * What a subscriber of a {@link PredicateIndex} waits for. Not thread safe: of the thread that the index belongs to.
 *
 * @hidden
 */
public final class Subscription {
    /** The first of its places, null where it has none; the others follow from there. */
    final Membership first;
    /** Axes that it has places on; the same one twice where it has two places there. */
    final Object[] axes;

    boolean isRemoved;

    private final boolean tellsSides;
    private final byte answered;

    Subscription(List<Membership> memberships, Object[] axes, boolean tellsSides, int answered) {
        first = memberships.isEmpty() ? null : memberships.get(0);
        for (int i = 1; i < memberships.size(); i++) {
            memberships.get(i - 1).next = memberships.get(i);
        }
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
        for (Membership membership = first; membership != null; membership = membership.next) {
            membership.renumber(slot);
        }
    }

    /** How many wait for each of the values and intervals that it waits for, itself counted; for {@link Explaining}. */
    public int[] waiting() {
        IntArrayList waiting = new IntArrayList();
        for (Membership membership = first; membership != null; membership = membership.next) {
            waiting.addInt(membership.posting.count());
        }
        return waiting.toIntArray();
    }
}
