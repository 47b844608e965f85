package io.tailrace.feed;

import io.tailrace.error.FeedException;
import io.tailrace.error.LagException;
import java.util.List;

/**
 * The events of several streams: of those that wait in one read, the one with the least sequence first, and of equal
 * sequences that of the earlier stream. Not thread safe.
 */
final class MergedEvents extends EventStream {
    private final EventStream[] streams;
    /** Whether a stream shows an event that has not been delivered. */
    private final boolean[] waiting;

    private FeedException failure;
    private int shown;

    MergedEvents(EventStream[] streams) {
        this.streams = streams;
        waiting = new boolean[streams.length];
    }

    /** Why one of the streams cannot be united with those before it, or null: one feed cannot be two. */
    static String unfit(EventStream[] streams, int at) {
        for (int i = 0; i < at; i++) {
            if (streams[i] == streams[at]) {
                return "union with itself is not possible: open another feed";
            }
        }
        return streams[at].stopped() ? "union with a closed feed is not possible: open another one" : null;
    }

    @Override
    Change change() {
        return streams[shown].change();
    }

    @Override
    void begin(long last, long committed) {
        for (EventStream stream : streams) {
            stream.begin(last, committed);
        }
    }

    @Override
    boolean isBounded() {
        for (EventStream stream : streams) {
            if (stream.isBounded()) {
                return true;
            }
        }
        return false;
    }

    @Override
    void sliceInitial(int documents) {
        for (EventStream stream : streams) {
            stream.sliceInitial(documents);
        }
    }

    @Override
    boolean isInitial() {
        for (EventStream stream : streams) {
            if (stream.isInitial()) {
                return true;
            }
        }
        return false;
    }

    @Override
    String whyAlone() {
        return "it unites feeds, each with a reader of its own";
    }

    @Override
    void addSources(List<EventSource> into) {
        for (EventStream stream : streams) {
            stream.addSources(into);
        }
    }

    @Override
    boolean advance() {
        boolean again = true;
        while (again && !stopped()) {
            // Time may have ended a window since a stream before was asked, and the window of that one too.
            boolean hasNone = false;
            again = false;
            for (int i = 0; i < streams.length && !stopped(); i++) {
                if (!waiting[i]) {
                    waiting[i] = advance(streams[i]);
                    if (isCut(i)) {
                        return false;
                    }
                    again |= hasNone && waiting[i];
                    hasNone |= !waiting[i];
                }
            }
        }
        int first = -1;
        for (int i = 0; i < streams.length; i++) {
            if (waiting[i] && (first < 0 || sequence(i) < sequence(first))) {
                first = i;
            }
        }
        if (failure != null && (first < 0 || sequence(first) >= failure.sequence())) {
            failure = ofAll(failure);
            throw failure;
        }
        shown = Math.max(first, 0);
        return first >= 0;
    }

    /** Initial values are left of a stream, which come before what others have, and may not be looked for yet. */
    private boolean isCut(int stream) {
        return !waiting[stream] && failure == null && streams[stream].isInitial();
    }

    /** What ends one stream ends all of them, when what comes before it has been delivered. */
    private boolean advance(EventStream stream) {
        try {
            return stream.advance();
        } catch (FeedException e) {
            failure = failure == null || e.sequence() < failure.sequence() ? e : failure;
            return false;
        }
    }

    /** Where to resume is said of one stream, and holds for the others only where these stand no further back. */
    private FeedException ofAll(FeedException e) {
        return e.getCause() instanceof LagException lag && lag.position() != position()
                ? new FeedException(e.reason(), e.sequence(), lag.at(position()))
                : e;
    }

    private long sequence(int stream) {
        return streams[stream].change().sequence();
    }

    @Override
    void delivered() {
        waiting[shown] = false;
        streams[shown].delivered();
    }

    @Override
    void leaveOut() {
        waiting[shown] = false;
        streams[shown].leaveOut();
    }

    @Override
    long position() {
        long least = Long.MAX_VALUE;
        long greatest = 0;
        for (int i = 0; i < streams.length; i++) {
            long position = streams[i].position();
            greatest = Math.max(greatest, position);
            // One that a limit has ended can still wait for its last event to arrive.
            least = streams[i].ended() && !waiting[i] ? least : Math.min(least, position);
        }
        return least == Long.MAX_VALUE ? greatest : least;
    }

    @Override
    boolean ended() {
        boolean ended = true;
        for (int i = 0; i < streams.length; i++) {
            ended &= streams[i].ended() && !waiting[i];
        }
        return ended;
    }

    @Override
    boolean ready() {
        for (EventStream stream : streams) {
            if (stream.ready()) {
                return true;
            }
        }
        return false;
    }

    @Override
    long earlyEmissions() {
        long events = 0;
        for (EventStream stream : streams) {
            events += stream.earlyEmissions();
        }
        return events;
    }

    @Override
    long transformErrors() {
        long errors = 0;
        for (EventStream stream : streams) {
            errors += stream.transformErrors();
        }
        return errors;
    }

    @Override
    void stop() {
        super.stop();
        for (EventStream stream : streams) {
            stream.stop();
        }
    }

    @Override
    void close() {
        for (EventStream stream : streams) {
            stream.close();
        }
    }
}
