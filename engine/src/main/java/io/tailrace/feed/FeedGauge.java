package io.tailrace.feed;

import io.tailrace.metrics.FeedNumber;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the numbers of one feed off again and again, without garbage. One thread at a time, beside those that use the
 * feed; see {@link Feed#counters()}.
 *
 * @hidden
 */
public final class FeedGauge {
    private static final EventSource[] NONE = {};

    private final Feed feed;
    private EventSource[] sources = NONE;

    /** @param feed that is open */
    public FeedGauge(Feed feed) {
        this.feed = feed;
    }

    /**
     * Whether its first event was asked for: until then steps may be added, and there is nothing to tell of it.
     *
     * @return true from then on
     */
    public boolean isStarted() {
        if (sources == NONE && feed.started) {
            List<EventSource> all = new ArrayList<>();
            feed.source().addSources(all);
            sources = all.toArray(NONE);
        }
        return sources != NONE;
    }

    /** {@return the name of its run, empty where it has none} */
    public String name() {
        FeedRun run = feed.ranAs;
        return run == null ? "" : run.name();
    }

    /** {@return what it follows, as it is written in Java} */
    public String query() {
        return feed.text();
    }

    /** {@return everything up to here was delivered} */
    public long position() {
        return feed.position();
    }

    /**
     * Reads all that it can tell of itself; how far it lags the journal must say.
     *
     * @param into by {@link FeedNumber}, of which those of the lag are left as they are
     */
    public void read(long[] into) {
        long delivered = 0;
        long squashed = 0;
        long filtered = 0;
        long dropped = 0;
        long pending = 0;
        long skipped = 0;
        long shown = 0;
        for (EventSource source : sources) {
            Tally tally = source.tally;
            long seen = tally.seen();
            delivered += tally.delivered();
            squashed += tally.squashed();
            filtered += tally.filtered();
            dropped += tally.dropped();
            pending += tally.pending();
            shown += tally.shown();
            skipped += source.skipped(seen);
        }
        FeedRun run = feed.ranAs;
        FeedNumber.POSITION.put(into, feed.position());
        FeedNumber.SKIPPED.put(into, skipped);
        FeedNumber.DELIVERED.put(into, delivered);
        FeedNumber.SQUASHED.put(into, squashed);
        FeedNumber.FILTERED.put(into, filtered);
        FeedNumber.DROPPED.put(into, dropped);
        FeedNumber.PENDING.put(into, pending);
        FeedNumber.EVENTS.put(into, feed.state.events() + shown);
        FeedNumber.ERRORS.put(into, feed.transformErrors());
        FeedNumber.SLOW.put(into, run == null ? 0 : run.slowTimes());
        FeedNumber.LONGEST_HANDLER_NS.put(into, run == null ? 0 : run.longestNs());
        FeedNumber.PAUSED.put(into, run != null && run.isPaused() ? 1 : 0);
    }
}
