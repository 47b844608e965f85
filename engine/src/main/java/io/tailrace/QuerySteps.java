package io.tailrace;

import java.util.ArrayList;
import java.util.List;

/**
 * A query as it was written. Immutable, any thread.
 *
 * @param table that it begins with, null for a union
 * @param branches of a union, else none
 * @param steps what follows, in written order
 */
record QuerySteps(TableName table, List<QuerySteps> branches, List<QueryStep> steps) {
    static QuerySteps of(TableName table) {
        return new QuerySteps(table, List.of(), List.of());
    }

    static QuerySteps union(List<QuerySteps> branches) {
        return new QuerySteps(null, List.copyOf(branches), List.of());
    }

    QuerySteps with(QueryStep step) {
        List<QueryStep> longer = new ArrayList<>(steps);
        longer.add(step);
        return new QuerySteps(table, branches, List.copyOf(longer));
    }

    /** As it is written in Java; never throws. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (table != null) {
            text.append(table);
        } else {
            text.append(branches.get(0)).append(".union(");
            for (int i = 1; i < branches.size(); i++) {
                text.append(i == 1 ? "" : ", ").append(branches.get(i));
            }
            text.append(')');
        }
        steps.forEach(text::append);
        return text.toString();
    }
}
