package io.tailrace.feed;

import java.util.ArrayList;
import java.util.List;

/**
 * Stores of pending changes that wait for who has something to keep, so that feeds which wait for nothing need none:
 * the feeds of one dispatcher share them. There are as many as were in use at once. Not thread safe; allocates only
 * when all are in use.
 */
final class PendingStores {
    private final List<PendingChanges> free = new ArrayList<>();

    /**
     * Lends an empty store.
     *
     * @param limitBytes as for {@link PendingChanges}
     */
    PendingChanges take(int limitBytes) {
        // The one given back last, as it is still in the caches.
        return free.isEmpty()
                ? new PendingChanges(limitBytes)
                : free.remove(free.size() - 1).limitTo(limitBytes);
    }

    /** Takes back a store that is empty, and that nobody looks at any more. */
    void give(PendingChanges store) {
        free.add(store);
    }
}
