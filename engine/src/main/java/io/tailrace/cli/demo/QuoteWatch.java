package io.tailrace.cli.demo;

import io.tailrace.document.Field;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import org.agrona.concurrent.EpochNanoClock;

/** Times the way of quotes from the moment they should have been sent to this handler. Run by one thread. */
final class QuoteWatch implements ChangeHandler {
    private final LatencySummary latencies = new LatencySummary();
    private final EpochNanoClock clock;
    private final Field sent;
    private final long measureFromNs;

    /** Written by the handling thread, release by volatile. */
    private volatile long events;

    private long threadId = -1;

    /** Quotes that should have been sent before the given time warm the way up and are not counted. */
    QuoteWatch(EpochNanoClock clock, Field sent, long measureFromNs) {
        this.clock = clock;
        this.sent = sent;
        this.measureFromNs = measureFromNs;
    }

    @Override
    public void onChange(Change change) {
        long nowNs = clock.nanoTime();
        if (threadId < 0) {
            threadId = Thread.currentThread().getId();
        }
        if (nowNs >= measureFromNs) {
            if (change.newVal() != null) {
                long sentNs = change.newVal().timeNs(sent);
                if (sentNs >= measureFromNs) {
                    latencies.record(nowNs - sentNs);
                }
            }
            events++;
        }
    }

    /** Events since the measurement began. */
    long events() {
        return events;
    }

    /** The thread that handles, -1 before the first event; to be asked after {@link #events()}. */
    long threadId() {
        return threadId;
    }

    /** To be asked when the feed has been closed. */
    LatencySummary latencies() {
        return latencies;
    }
}
