package io.tailrace.feed;

import io.tailrace.error.FeedException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;

/**
 * Turns the changes of the journal into the events of one feed, one after the other. Not thread safe but for
 * {@link #stop()}.
 *
 * <p>{@link #begin()} fixes the end of a read; {@link #advance()} then shows event after event until there is none;
 * {@link #delivered()} says that the one shown has arrived, which moves the position.
 */
abstract class EventSource {
    final Change change = new Change();
    final FeedContext context;
    final JournalReader reader;
    final View view;
    /** The stream ends behind this sequence. */
    final long until;
    /** Last sequence of the read that has begun. */
    long end;
    /** Everything up to here has been looked at. */
    long processed;
    /** What ends the feed as soon as everything before it is delivered. */
    FeedException failure;

    private final int tableId;
    private final String table;
    private final long from;
    /** Written by any thread, once. */
    private volatile boolean stopped;

    EventSource(FeedContext context, JournalReader reader, View view, FeedStart start) {
        this.context = context;
        this.reader = reader;
        this.view = view;
        tableId = start.tableId();
        table = start.table();
        from = start.from();
        until = start.until();
        processed = from - 1;
        end = processed;
    }

    /** Begins a read: its end is what is committed now. */
    void begin() {
        end = Math.min(context.lastSequence(), until);
    }

    /**
     * Shows the next event of this read in {@link #change}.
     *
     * @return false when there is none
     * @throws FeedException when the feed ends with an error, and everything before it has been delivered
     */
    abstract boolean advance();

    abstract void delivered();

    /** Greatest sequence such that everything at or below it has been delivered. */
    abstract long position();

    /** Whether there will never be an event again. */
    abstract boolean ended();

    /** Whether another read could find something. */
    boolean ready() {
        return context.lastSequence() > end && end < until;
    }

    long earlyEmissions() {
        return 0;
    }

    final void stop() {
        stopped = true;
    }

    final boolean stopped() {
        return stopped;
    }

    /** Moves to the next record of the journal, of whatever table; false at the end of the read. */
    final boolean nextRecord() {
        return processed < end && reader.nextUpTo(end);
    }

    /** Whether the reader stands at a change of the table; a dropped table ends the feed. */
    final boolean isChange() {
        final long sequence = reader.sequence();
        if (reader.tableId() != tableId || sequence < from) {
            return false;
        }
        if (reader.kind() == RecordKind.TABLE_DROPPED) {
            fail(sequence, new UnknownTableException(table));
        }
        return reader.kind() == RecordKind.CHANGE;
    }

    final void passRecord() {
        processed = Math.max(processed, reader.sequence());
    }

    final void fail(long sequence, Throwable cause) {
        failure = new FeedException(sequence, cause);
    }
}
