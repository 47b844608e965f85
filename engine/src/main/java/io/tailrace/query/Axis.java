package io.tailrace.query;

import io.tailrace.query.Posting.Membership;
import java.util.List;

/**
 * One thing that changes are told apart by: the key, an index, or a field; and who waits for which of its values. Not
 * thread safe; it is asked once a change, and allocates nothing then.
 */
abstract class Axis {
    final PointPostings points = new PointPostings();
    final IntervalPostings intervals = new IntervalPostings();

    /** Adds what a change is looked up by here. */
    abstract void collect(ChangeImages change, Lookups into);

    /** Waits for values. */
    void add(AccessPath.Place place, PredicateIndex index, int slot, List<Membership> into) {
        for (KeyRange asked : place.ranges()) {
            KeyRange range = index.bounds(asked);
            Posting posting = KeyBounds.isPoint(range) ? points.of(range.lower()) : intervals.of(range);
            into.add(posting.add(slot));
        }
    }
}
