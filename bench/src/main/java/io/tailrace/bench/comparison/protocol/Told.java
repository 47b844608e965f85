package io.tailrace.bench.comparison.protocol;

/**
 * Is told of every change that concerns a query: that a row has come among those it asks for, has left them, or has
 * changed and stays. It counts, and keeps a sum over the rows of each query, by which what a subscriber holds at the
 * end is compared with what it should hold.
 */
public interface Told {
    /**
     * One change for one query.
     *
     * @param query its number
     * @param wasIn whether the row before is one that it asks for
     * @param oldNumber that row's number, of no meaning if it is not
     * @param isIn whether the row after is one that it asks for
     * @param newNumber that row's number, of no meaning if it is not
     * @param sentNs when that row was due to be sent, likewise
     */
    void told(int query, boolean wasIn, long oldNumber, boolean isIn, long newNumber, long sentNs);

    /**
     * The same with objects.
     *
     * @param work that both belong to
     * @param query its number
     * @param before the row before, null or one that it does not ask for where it has come in
     * @param after the row after, null or one that it does not ask for where it has left
     */
    default void told(Work work, int query, Row before, Row after) {
        boolean wasIn = work.matches(query, before);
        boolean isIn = work.matches(query, after);
        told(query, wasIn, wasIn ? before.number() : 0, isIn, isIn ? after.number() : 0, isIn ? after.sentNs() : 0);
    }
}
