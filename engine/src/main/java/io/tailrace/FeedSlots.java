package io.tailrace;

import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGauge;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Object2IntHashMap;
import org.agrona.collections.ObjectHashSet;

/**
 * The feeds that are open, in numbered places as far as there are any, so that who tells of them walks without garbage.
 * The others wait until one is given back. Any thread.
 */
final class FeedSlots {
    private static final int NO_PLACE = -1;

    private final AtomicReferenceArray<FeedGauge> places;
    // Guarded by this object's lock.
    private final IntArrayList free = new IntArrayList();
    private final Object2IntHashMap<Feed> placed = new Object2IntHashMap<>(NO_PLACE);
    /** In no order; in a table of references, as there may be ten thousands of them. */
    private final ObjectHashSet<Feed> waiting = new ObjectHashSet<>();

    private int end;

    /** Written under the lock. */
    private volatile int size;

    private volatile int told;

    /** @param capacity how many places there are */
    FeedSlots(int capacity) {
        places = new AtomicReferenceArray<>(capacity);
    }

    int capacity() {
        return places.length();
    }

    /** The feed at a place, or null. */
    FeedGauge at(int place) {
        return places.get(place);
    }

    /** How many feeds there are. */
    int size() {
        return size;
    }

    /** How many of them have a place. */
    int told() {
        return told;
    }

    synchronized void add(Feed feed) {
        int place = place();
        if (place == NO_PLACE) {
            waiting.add(feed);
        } else {
            put(place, feed);
        }
        count();
    }

    synchronized void remove(Feed feed) {
        if (!waiting.remove(feed)) {
            int place = placed.removeKey(feed);
            if (place != NO_PLACE) {
                giveBack(place);
            }
        }
        count();
    }

    private void giveBack(int place) {
        if (waiting.isEmpty()) {
            places.set(place, null);
            free.addInt(place);
            return;
        }
        Feed next = waiting.iterator().next();
        waiting.remove(next);
        put(place, next);
    }

    private int place() {
        if (!free.isEmpty()) {
            return free.removeAt(free.size() - 1);
        }
        return end < places.length() ? end++ : NO_PLACE;
    }

    private void put(int place, Feed feed) {
        placed.put(feed, place);
        places.set(place, new FeedGauge(feed));
    }

    private void count() {
        told = placed.size();
        size = told + waiting.size();
    }
}
