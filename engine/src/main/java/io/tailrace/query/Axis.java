package io.tailrace.query;

import io.tailrace.query.Posting.Membership;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * One thing that changes are told apart by: the key, an index, or a field; and who waits for which of its values. Not
 * thread safe; it is asked once a change, and allocates nothing then.
 */
abstract class Axis {
    private final PointPostings points = new PointPostings();
    private final IntervalPostings intervals = new IntervalPostings();

    /** Marks whom a change can concern. */
    abstract void match(ChangeImages change, Matches into);

    /** Waits for values. */
    void add(AccessPath.Place place, PredicateIndex index, int slot, List<Membership> into) {
        for (KeyRange asked : place.ranges()) {
            KeyRange range = index.bounds(asked);
            Posting posting = KeyBounds.isPoint(range) ? points.of(range.lower()) : intervals.of(range);
            into.add(posting.add(slot));
        }
    }

    /** Marks who waits for a value of one document or both. */
    final void mark(DirectBuffer key, int offset, int length, int sides, Matches into) {
        points.mark(key, offset, length, sides, into);
        intervals.mark(key, offset, length, sides, into);
    }
}
