package io.tailrace.bench;

import io.tailrace.Tailrace;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;
import java.util.ArrayList;
import java.util.List;

/** Feeds that stand in one engine and are read by one thread. One thread at a time. */
final class Standing implements AutoCloseable {
    private final List<Feed> feeds = new ArrayList<>();
    private final List<ChangeHandler> handlers = new ArrayList<>();
    /** Feeds before this one have reached {@link #goal}. */
    private int arrived;

    private long goal;

    private Standing() {}

    /** None yet. */
    static Standing in(Tailrace engine) {
        assert !engine.isFailed();
        return new Standing();
    }

    void add(Feed feed, ChangeHandler handler) {
        feeds.add(feed);
        handlers.add(handler);
        goal = 0;
    }

    /** Delivers what is there; answers how many events. */
    int poll(int limit) {
        int events = 0;
        for (int i = 0; i < feeds.size(); i++) {
            events += feeds.get(i).poll(handlers.get(i), limit);
        }
        return events;
    }

    /** Whether all of them have delivered everything up to a sequence; sequences asked for may not go back. */
    boolean reached(long sequence) {
        if (sequence != goal) {
            goal = sequence;
            arrived = 0;
        }
        while (arrived < feeds.size() && feeds.get(arrived).position() >= sequence) {
            arrived++;
        }
        return arrived == feeds.size();
    }

    /** Polls until all of them have delivered everything up to a sequence that is committed already. */
    void drain(long sequence, int limit) {
        while (!reached(sequence)) {
            poll(limit);
        }
    }

    @Override
    public void close() {
        feeds.forEach(Feed::close);
        feeds.clear();
        handlers.clear();
    }
}
