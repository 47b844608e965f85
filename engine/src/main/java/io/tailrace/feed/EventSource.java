package io.tailrace.feed;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineFailedException;
import io.tailrace.error.FeedException;
import io.tailrace.error.LimitException;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;

/**
 * Turns the changes of the journal into the events of the branches of one feed, one after the other. Not thread safe
 * but for {@link #stop()} and the counters.
 */
abstract class EventSource extends EventStream {
    final Change change;
    final FeedContext context;
    final JournalReader reader;
    final Branch[] branches;
    /** The stream ends behind this sequence. */
    final long until;
    /** Last sequence of the read that has begun. */
    long end;
    /** Everything up to here has been looked at. */
    long processed;
    /** What ends the feed as soon as everything before it is delivered. */
    FeedException failure;

    private final long stateSequence;
    /** What comes before the first change, null when it is over. */
    private InitialEvents initial;

    EventSource(FeedStart start, JournalReader reader, Branch[] branches, InitialEvents initial, Change change) {
        this.context = start.context();
        this.reader = reader;
        this.branches = branches;
        this.initial = initial;
        this.change = change;
        stateSequence = start.stateSequence();
        until = start.until();
        processed = stateSequence;
        end = processed;
    }

    @Override
    final Change change() {
        return change;
    }

    @Override
    void begin() {
        end = Math.min(context.lastSequence(), until);
    }

    @Override
    final boolean advance() {
        if (initial != null) {
            if (stopped()) {
                return false;
            }
            if (initial.advance(change)) {
                return true;
            }
            initial = null;
        }
        return advanceLive();
    }

    @Override
    final void delivered() {
        if (initial == null) {
            deliveredLive();
        }
    }

    abstract boolean advanceLive();

    abstract void deliveredLive();

    @Override
    boolean ended() {
        return processed >= until && initial == null;
    }

    @Override
    boolean ready() {
        return initial != null || context.lastSequence() > end && end < until;
    }

    @Override
    long earlyEmissions() {
        return 0;
    }

    @Override
    final long transformErrors() {
        long errors = 0;
        for (Branch branch : branches) {
            errors += branch.view.errors();
        }
        return errors;
    }

    @Override
    void close() {
        reader.close();
        for (Branch branch : branches) {
            branch.close();
        }
    }

    /** Moves to the next record of the journal, of whatever table; false at the end of the read. */
    final boolean nextRecord() {
        return processed < end && reader.nextUpTo(end);
    }

    /** Whether the reader stands at a change of a document; a drop of a table or index of the feed ends it. */
    final boolean isChange() {
        if (reader.kind() == RecordKind.CHANGE) {
            return reader.sequence() > stateSequence;
        }
        for (int i = 0; i < branches.length && failure == null; i++) {
            failure = SourceDrop.at(reader, branches[i].source);
        }
        return false;
    }

    final void passRecord() {
        processed = Math.max(processed, reader.sequence());
    }

    final void fail(long sequence, Throwable cause) {
        failure = cause instanceof FeedException known ? known : new FeedException(reason(cause), sequence, cause);
    }

    /** Where documents have to be read again for an order, the engine itself can be what ends the feed. */
    private static FeedException.Reason reason(Throwable cause) {
        boolean isOfTheEngine = cause instanceof EngineClosedException
                || cause instanceof EngineFailedException
                || cause instanceof LimitException;
        return isOfTheEngine ? FeedException.Reason.ENGINE : FeedException.Reason.USER_CODE;
    }
}
