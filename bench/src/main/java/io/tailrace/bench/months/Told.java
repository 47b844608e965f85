package io.tailrace.bench.months;

import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;

/** Counts events, and finds out where one of every change is missing or comes twice. One thread; read by any. */
final class Told implements ChangeHandler {
    private final boolean isEvery;
    private long events;
    /** Written by who handles. */
    private volatile long last;

    private long passed;

    /**
     * @param after sequence after which changes are told of
     * @param isEvery whether each change is told of
     */
    Told(long after, boolean isEvery) {
        last = after;
        this.isEvery = isEvery;
    }

    @Override
    public void onChange(Change change) {
        long sequence = change.sequence();
        if (isEvery ? sequence != last + 1 : sequence <= last) {
            throw new IllegalStateException("told of " + sequence + " after " + last);
        }
        last = sequence;
        events++;
    }

    /** It was told that all up to that sequence is gone. */
    void pass(long sequence) {
        passed += Math.max(0, sequence - last);
        last = Math.max(last, sequence);
    }

    /** Sequence of the change it was told of last, or up to which all is gone. */
    long last() {
        return last;
    }

    long events() {
        return events;
    }

    /** How many changes were gone before it was told of them. */
    long passed() {
        return passed;
    }
}
