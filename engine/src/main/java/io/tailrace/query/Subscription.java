package io.tailrace.query;

import io.tailrace.expression.EvaluationSettings;
import io.tailrace.query.Posting.Membership;

/**
 * What a subscriber of a {@link PredicateIndex} waits for. Not thread safe: of the thread that the index belongs to.
 *
 * @hidden
 */
public final class Subscription {
    private final PredicateIndex index;
    private final Selection selection;
    private final EvaluationSettings settings;
    final Membership[] memberships;
    /** Axes that it has places on; the same one twice where it has two places there. */
    final Object[] axes;

    boolean isRemoved;

    Subscription(
            PredicateIndex index,
            Selection selection,
            EvaluationSettings settings,
            Membership[] memberships,
            Object[] axes) {
        this.index = index;
        this.selection = selection;
        this.settings = settings;
        this.memberships = memberships;
        this.axes = axes;
    }

    /** Says which changes it is asked about, and why; allocates. */
    public Explanation explain() {
        int sharedBy = memberships.length == 0 ? 1 : Math.max(1, memberships[0].posting.count());
        return index.planner(selection, settings).explain(sharedBy);
    }
}
