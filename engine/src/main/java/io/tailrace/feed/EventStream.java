package io.tailrace.feed;

import io.tailrace.error.FeedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Events, one after the other: those of branches, or what steps after {@code changes} make of others. Not thread safe
 * but for {@link #stop()} and the counters.
 *
 * <p>{@link #begin} fixes the end of a read; {@link #advance()} then shows event after event until there is none;
 * {@link #delivered()} says that the one shown has arrived, which moves the position.
 */
abstract class EventStream {
    /** Written by any thread, once. */
    private volatile boolean stopped;

    /** The event shown. */
    abstract Change change();

    /**
     * Begins a read.
     *
     * @param last sequence at which it ends
     * @param committed last one that is there
     */
    abstract void begin(long last, long committed);

    /**
     * Looks at no more records than so many, until this is said again, where what is shown depends on where a read
     * ends: the next {@link #begin} goes on with the read then.
     *
     * @return false where that cannot be done, or does not matter
     */
    boolean slice(int records) {
        return false;
    }

    /** Whether the read was not read to its end because of that. */
    boolean isCut() {
        return false;
    }

    /** What a group can serve by its own reader, or null: then this is read alone in a group too. */
    EventSource shareable() {
        return null;
    }

    /** Looks at no more documents than so many a branch for initial values, until this is said again. */
    abstract void sliceInitial(int documents);

    /** Whether initial values are left to show. */
    abstract boolean isInitial();

    /** Why {@link #shareable()} is null. */
    String whyAlone() {
        return null;
    }

    /** Adds what turns changes of the journal into these events. */
    abstract void addSources(List<EventSource> into);

    /** Whether the end of a read decides what is thrown away. */
    boolean isBounded() {
        return false;
    }

    /**
     * Shows the next event of this read.
     *
     * @return false when there is none
     * @throws FeedException when the stream ends with an error, and everything before it has been delivered
     */
    abstract boolean advance();

    /** The event shown has arrived. */
    abstract void delivered();

    /** The event shown is left out by a step after it, which moves the position as well. */
    abstract void leaveOut();

    /** Greatest sequence such that everything at or below it has been delivered. */
    abstract long position();

    /** Whether there will never be an event again. */
    abstract boolean ended();

    /** Whether another read could find something. */
    abstract boolean ready();

    /** Whether retention waits for what is read here. */
    final boolean holdsRetention() {
        List<EventSource> sources = new ArrayList<>();
        addSources(sources);
        boolean holds = false;
        for (EventSource each : sources) {
            holds |= each.start.options().holdsRetention();
        }
        return holds;
    }

    /** How many events came before their time. */
    abstract long earlyEmissions();

    /** How many documents a transform has failed on. */
    abstract long transformErrors();

    /** Lets go of the journal and of what lies outside the heap. */
    abstract void close();

    /** Says that no event is wanted any more. */
    void stop() {
        stopped = true;
    }

    final boolean stopped() {
        return stopped;
    }
}
