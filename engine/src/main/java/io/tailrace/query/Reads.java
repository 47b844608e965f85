package io.tailrace.query;

import java.util.List;

/**
 * Opens reads for the engine. Without state, any thread.
 *
 * @hidden
 */
public final class Reads {
    private Reads() {}

    /**
     * Opens a read of what is committed now.
     *
     * @param context the engine
     * @param selections the branches of the query, one at least
     * @param skip how many values are left out first, from 0
     * @param limit how many values there are at most, {@link Long#MAX_VALUE} for all
     * @return the result, to be closed
     * @throws io.tailrace.error.UnknownTableException when a table was dropped
     * @throws io.tailrace.error.UnknownIndexException when an index was dropped
     * @throws io.tailrace.error.QueryException when an index is being built
     */
    public static Cursor open(QueryContext context, List<Selection> selections, long skip, long limit) {
        return new Cursor(context, List.copyOf(selections), skip, limit);
    }
}
