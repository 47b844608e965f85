package io.tailrace;

import io.tailrace.document.Value;

/** Takes what differs between two states. Called on the thread that asks. */
@FunctionalInterface
public interface DifferenceHandler {
    /**
     * Takes one document that differs.
     *
     * @param table name of its table
     * @param before as it was, null where there was none; valid during the call
     * @param after as it became, null where there is none any more; valid during the call
     */
    void onDifference(String table, Value before, Value after);
}
