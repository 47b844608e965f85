package io.tailrace.bench.rows;

import io.tailrace.Tailrace;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import java.util.ArrayList;
import java.util.List;

/** Feeds that stand in one engine as a group, and how far all of them are. One thread at a time. */
public final class Standing implements AutoCloseable {
    private final FeedGroup group;
    private final List<FeedRun> runs = new ArrayList<>();
    /** Feeds before this one have reached {@link #goal}. */
    private int arrived;

    private long goal;

    private Standing(FeedGroup group) {
        this.group = group;
    }

    /** None yet. */
    public static Standing in(Tailrace engine) {
        return new Standing(engine.group());
    }

    public void add(Feed feed, ChangeHandler handler) {
        runs.add(group.add(feed, handler));
        goal = 0;
    }

    /** Has all of them take their places, which the first poll does: what is measured is how they stand. */
    public void takeIn() {
        group.poll(1);
    }

    /** Delivers what is there; answers how many events. */
    public int poll(int limit) {
        return group.poll(limit);
    }

    /** Whether all of them have delivered everything up to a sequence; sequences asked for may not go back. */
    public boolean reached(long sequence) {
        if (sequence != goal) {
            goal = sequence;
            arrived = 0;
        }
        while (arrived < runs.size() && runs.get(arrived).position() >= sequence) {
            arrived++;
        }
        if (arrived < runs.size() && runs.get(arrived).failure() != null) {
            throw runs.get(arrived).failure();
        }
        return arrived == runs.size();
    }

    /**
     * Polls until the oldest and the youngest of them have delivered everything up to a sequence that is committed
     * already: where all are served together, so have the others, and asking each would cost more than what is
     * measured.
     */
    public void drainTogether(long sequence, int limit) {
        while (runs.get(0).position() < sequence || runs.get(runs.size() - 1).position() < sequence) {
            if (poll(limit) == 0 && runs.get(0).failure() != null) {
                throw runs.get(0).failure();
            }
        }
    }

    /** Polls until all of them have delivered everything up to a sequence that is committed already. */
    public void drain(long sequence, int limit) {
        while (!reached(sequence)) {
            poll(limit);
        }
    }

    @Override
    public void close() {
        runs.forEach(FeedRun::close);
        runs.clear();
        group.close();
    }
}
