package io.tailrace.bench.comparison.protocol;

import java.nio.file.Path;
import java.util.Map;

/**
 * One of those that do the same work. Made by a constructor without arguments, used by one thread, once, in a JVM of
 * its own: {@link #open}, {@link #send} of each row, {@link #flush}, {@link #subscribe}, updates, {@link #end}.
 */
public interface Peer {
    /**
     * Makes what is needed to take rows.
     *
     * @param work to be done
     * @param directory that does not exist, for what is kept on disk
     * @param mostUpdates that will be sent at most, so that their space can be prepared
     * @throws Exception where it cannot be made
     */
    void open(Work work, Path directory, long mostUpdates) throws Exception;

    /**
     * Has all queries stand from now on.
     *
     * @param told of what concerns them
     * @throws Exception where they cannot stand
     */
    void subscribe(Told told) throws Exception;

    /**
     * Writes a row in the place of the one that has its key; may hold the caller up while too much is under way.
     *
     * @param key from 0
     * @param price in [0, 1000)
     * @param number of the update
     * @param sentNs when it was due to be sent
     * @throws Exception where it cannot be sent
     */
    void send(int key, double price, long number, long sentNs) throws Exception;

    /**
     * Returns when everything that was sent is taken; who is to be told may be told later.
     *
     * @throws Exception where something was not taken
     */
    void flush() throws Exception;

    /** Whether queries stand before the rows come, for opening them over rows takes long; told of these it may be. */
    default boolean subscribesFirst() {
        return false;
    }

    /** Whether several threads may tell at once. */
    default boolean tellsOnManyThreads() {
        return false;
    }

    /** What a reader has to know of it: version, threads, durability, settings. */
    Map<String, String> facts();

    /**
     * Gives back what it holds.
     *
     * @throws Exception where something went wrong meanwhile
     */
    void end() throws Exception;
}
