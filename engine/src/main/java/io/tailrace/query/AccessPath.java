package io.tailrace.query;

import io.tailrace.expression.FilterPart;
import java.util.List;

/**
 * A way to find the changes that can concern a selection. Immutable.
 *
 * @param rank how few these are likely to be, less for fewer
 * @param places where to wait for them
 * @param parts of the filter that it comes from, none of a source
 */
record AccessPath(int rank, List<Place> places, List<FilterPart> parts) {
    /** The primary key as an axis. */
    static final Object KEY = "the key";

    static final int POINT = 0;
    static final int EQUALITY = 1;
    static final int IN = 2;
    static final int INTERVAL = 3;
    static final int HALF_OPEN = 4;

    /**
     * Values of one axis.
     *
     * @param kind for explanations
     * @param axis {@link #KEY}, an {@link IndexDefinition}, or the names of a field
     * @param ranges of encoded values
     * @param admits whether a document without a value passes
     * @param counts whether a document without a value is an error
     * @param fails whether it is an error where something on the way to the field is no object
     */
    record Place(
            Explanation.Kind kind, Object axis, List<KeyRange> ranges, boolean admits, boolean counts, boolean fails) {
        /** Of a source: nothing can be missing. */
        Place(Explanation.Kind kind, Object axis, List<KeyRange> ranges) {
            this(kind, axis, ranges, false, false, false);
        }

        /** Whether who waits here is found also where no value lies in the ranges. */
        boolean isAmbiguous() {
            return admits || counts || fails;
        }

        /** How many postings who waits here is in, those of its ranges first. */
        int memberships() {
            return ranges.size() + (admits ? 1 : 0) + (counts ? 1 : 0) + (fails ? 1 : 0);
        }
    }

    int values() {
        int values = 0;
        for (Place place : places) {
            values += place.ranges.size();
        }
        return values;
    }

    /** The one that is likely to find fewer, the first if they are alike; null is none. */
    static AccessPath better(AccessPath first, AccessPath second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        int order = second.rank != first.rank ? second.rank - first.rank : second.values() - first.values();
        return order < 0 ? second : first;
    }
}
