package io.tailrace.feed;

import io.tailrace.metrics.DispatcherNumber;

/**
 * Reads the numbers of one dispatcher off again and again, without garbage. One thread at a time, beside the one that
 * polls.
 *
 * @hidden
 */
public final class DispatcherGauge {
    private final String name;
    private final FeedGroup group;
    private final HandlerWatch watch;

    /**
     * Of a dispatcher.
     *
     * @param name of its thread
     * @param group that it polls
     * @param watch of its handlers
     */
    public DispatcherGauge(String name, FeedGroup group, HandlerWatch watch) {
        this.name = name;
        this.group = group;
        this.watch = watch;
    }

    /** {@return the name of its thread} */
    public String name() {
        return name;
    }

    /** {@return where its common reader is, or negative where that serves no feed} */
    public long position() {
        return group.together() == 0 ? -1 : group.dispatchedPosition();
    }

    /**
     * Reads all that it can tell of itself; where it is, and how far it lags, the journal must say.
     *
     * @param into by {@link DispatcherNumber}, of which those of position and lag are left as they are
     */
    public void read(long[] into) {
        DispatcherNumber.FEEDS.put(into, group.size());
        DispatcherNumber.TOGETHER.put(into, group.together());
        DispatcherNumber.READ.put(into, group.changesRead());
        DispatcherNumber.EVENTS.put(into, group.events());
        DispatcherNumber.SLOW.put(into, watch.slowTimes());
        DispatcherNumber.LONGEST_HANDLER_NS.put(into, watch.longestNs());
    }
}
