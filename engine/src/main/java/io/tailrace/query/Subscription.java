package io.tailrace.query;

import io.tailrace.expression.EvaluationSettings;
import io.tailrace.query.Posting.Membership;

/**
 * What a subscriber of a {@link PredicateIndex} waits for. Not thread safe: of the thread that the index belongs to.
 *
 * @hidden
 */
public final class Subscription {
    private final Selection selection;
    private final EvaluationSettings settings;
    final Subscriber who;
    final Membership[] memberships;
    /** Axes that it has places on; the same one twice where it has two places there. */
    final Object[] axes;

    boolean isRemoved;

    Subscription(
            Selection selection, EvaluationSettings settings, Subscriber who, Membership[] memberships, Object[] axes) {
        this.selection = selection;
        this.settings = settings;
        this.who = who;
        this.memberships = memberships;
        this.axes = axes;
    }

    /** Says which changes it is asked about, and why; allocates. */
    public Explanation explain() {
        int sharedBy = memberships.length == 0 ? 1 : Math.max(1, memberships[0].posting.count());
        return new AccessPlanner(selection, settings).explain(sharedBy);
    }
}
