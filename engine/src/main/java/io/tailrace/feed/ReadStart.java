package io.tailrace.feed;

import io.tailrace.journal.JournalReader;

/**
 * What there was of the journal when a read began, and where that began. Not thread safe: of whoever reads, for all
 * feeds that read with it.
 */
final class ReadStart {
    private static final long NOWHERE = 0;

    private final FeedContext context;
    /** Whether a feed counts how far it is behind in bytes. */
    private boolean countsBytes;
    /** Tells one read from another. */
    private long number;

    private long committed;
    private long lastTimeNs;
    private long writtenBytes;
    private long first = NOWHERE;
    private long firstTimeNs;

    ReadStart(FeedContext context) {
        this.context = context;
    }

    /** From the next read on somebody asks for {@link #bytesAfter}. */
    void countBytes() {
        countsBytes = true;
    }

    /** A read begins. */
    void begin(long lastSequence) {
        number++;
        committed = lastSequence;
        lastTimeNs = context.lastTimeNs();
        writtenBytes = countsBytes ? context.writtenBytes() : 0;
        first = NOWHERE;
    }

    /** The read comes to a record. */
    void at(JournalReader reader) {
        if (first == NOWHERE) {
            first = reader.sequence();
            firstTimeNs = reader.timeNs();
        }
    }

    /** Tells one read from another. */
    long number() {
        return number;
    }

    /** Whether the read has come to a record. */
    boolean hasBegun() {
        return first != NOWHERE;
    }

    long changesAfter(long processed) {
        return Math.max(0, committed - firstAfter(processed) + 1);
    }

    long bytesAfter(long processed) {
        return Math.max(0, writtenBytes - context.writtenBefore(firstAfter(processed)));
    }

    /** One that is ahead of the reader of others is not behind as that is. */
    long nanosAfter(long processed, long timeNs) {
        return Math.max(0, lastTimeNs - (first > processed ? firstTimeNs : timeNs));
    }

    private long firstAfter(long processed) {
        return Math.max(first, processed + 1);
    }
}
