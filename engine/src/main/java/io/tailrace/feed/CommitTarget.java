package io.tailrace.feed;

/** What the position of a feed can be committed with: a transaction of the same engine. */
public interface CommitTarget {
    /**
     * Takes a position in, to be committed with all else or not at all.
     *
     * @param context the engine of the feed
     * @param cursor number of the cursor
     * @param before generation of where it has to stand
     * @param generation of the position
     * @param sequence all up to there is handled
     * @param end of the stretch of whose events some are handled
     * @param events how many of them
     * @hidden
     */
    void position(Object context, int cursor, long before, long generation, long sequence, long end, int events);
}
