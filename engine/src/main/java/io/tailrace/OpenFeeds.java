package io.tailrace;

import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGauge;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.collections.IntArrayList;

/**
 * The feeds that are open, each at a place of its own. Those at the first places are told: a feed keeps such a place
 * for as long as it is open, so that who tells of them walks without garbage, and one of the others takes it after
 * that. Any thread; only adding and removing take a lock.
 *
 * <p>A walk meets every feed that is open all the time, maybe twice. It goes down, and feeds move down only, to their
 * new place before they leave the old one.
 */
final class OpenFeeds implements Iterable<Feed> {
    private static final int FIRST_CAPACITY = 16;

    private final AtomicReferenceArray<FeedGauge> gauges;
    /** Replaced when it grows: who walks over the one before still meets all. */
    private volatile AtomicReferenceArray<Feed> feeds = new AtomicReferenceArray<>(FIRST_CAPACITY);

    /** Places below the end that nobody has, all of them of those that are told; guarded by this object's lock. */
    private final IntArrayList free = new IntArrayList();

    /** Written under the lock, as the next one. */
    private volatile int end;

    private volatile int size;

    /** @param capacity how many are told */
    OpenFeeds(int capacity) {
        gauges = new AtomicReferenceArray<>(capacity);
    }

    /** How many can be told. */
    int capacity() {
        return gauges.length();
    }

    /** What tells of the feed at a place, or null. */
    FeedGauge at(int place) {
        return gauges.get(place);
    }

    /** How many there are. */
    int size() {
        return size;
    }

    /** How many of them are told. */
    int told() {
        return Math.min(size, capacity());
    }

    synchronized void add(Feed feed) {
        if (!free.isEmpty()) {
            put(free.removeAt(free.size() - 1), feed);
        } else {
            if (end == feeds.length()) {
                grow();
            }
            put(end, feed);
            end = end + 1;
        }
        size = size + 1;
    }

    /** Does nothing where it was not added. */
    synchronized void remove(Feed feed) {
        int place = EngineSide.place(feed);
        if (place == EngineSide.NO_PLACE) {
            return;
        }
        EngineSide.place(feed, EngineSide.NO_PLACE);
        int last = end - 1;
        if (last >= capacity()) {
            if (place < last) {
                put(place, feeds.get(last));
            }
            feeds.set(last, null);
            end = last;
        } else {
            gauges.set(place, null);
            feeds.set(place, null);
            free.addInt(place);
        }
        size = size - 1;
    }

    private void put(int place, Feed feed) {
        EngineSide.place(feed, place);
        feeds.set(place, feed);
        if (place < capacity()) {
            gauges.set(place, new FeedGauge(feed));
        }
    }

    private void grow() {
        AtomicReferenceArray<Feed> grown = new AtomicReferenceArray<>(end << 1);
        for (int i = 0; i < end; i++) {
            grown.set(i, feeds.get(i));
        }
        feeds = grown;
    }

    @Override
    public Iterator<Feed> iterator() {
        return new Walk(feeds, end);
    }

    private static final class Walk implements Iterator<Feed> {
        private final AtomicReferenceArray<Feed> feeds;
        private int place;
        private Feed next;

        Walk(AtomicReferenceArray<Feed> feeds, int end) {
            this.feeds = feeds;
            place = Math.min(end, feeds.length());
        }

        @Override
        public boolean hasNext() {
            while (next == null && place > 0) {
                next = feeds.get(--place);
            }
            return next != null;
        }

        @Override
        public Feed next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Feed found = next;
            next = null;
            return found;
        }
    }
}
