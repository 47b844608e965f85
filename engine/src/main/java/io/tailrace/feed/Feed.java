package io.tailrace.feed;

import io.tailrace.error.ExpiredException;
import io.tailrace.error.FeedException;
import io.tailrace.journal.JournalReader;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.BooleanSupplier;

/**
 * The changes of the result of a query, from a position in the journal on. One thread at a time polls or iterates, any
 * thread may close it and ask for its position; nothing is lost by being slow.
 *
 * <p>{@link #poll} is a read: it ends at what was committed when it began. {@link #take} and {@link #iterator} wait and
 * read again when everything of the last read has been taken. A filter, projection or handler that throws ends this
 * feed alone: the call throws a {@link FeedException}, and so does every later one. No call that delivers allocates in
 * steady state.
 */
public final class Feed implements Iterable<Change>, AutoCloseable {
    private final FeedContext context;
    private final EventSource source;
    private final FeedState state;
    private final BooleanSupplier wakeUp;

    private Feed(FeedContext context, EventSource source) {
        this.context = context;
        this.source = source;
        state = new FeedState(source.processed);
        wakeUp = () -> source.stopped() || source.ready();
    }

    /**
     * Opens a feed. Tables of the engine call this; applications ask a table.
     *
     * @param context the engine
     * @param tableId number of the table in the journal
     * @param table name of the table, for errors
     * @param transforms what stands between the table and its changes
     * @param options start, end and squash
     * @return the feed, to be closed
     * @throws ExpiredException when the journal no longer holds the start
     */
    public static Feed open(
            FeedContext context, int tableId, String table, Transforms transforms, ChangesOptions options) {
        final long committed = context.lastSequence();
        final long oldest = Math.min(context.firstSequence(), committed + 1);
        final long from = options.firstSequence(oldest, committed);
        if (from < oldest) {
            throw new ExpiredException(from, oldest);
        }
        final JournalReader reader = context.reader(Math.min(from, committed + 1));
        try {
            final View view = new View(reader.dictionary(), transforms);
            final FeedStart start = new FeedStart(tableId, table, from, options.lastSequence());
            final EventSource source = options.squashNs() == ChangesOptions.OFF
                    ? new VerbatimEvents(context, reader, view, start)
                    : new SquashedEvents(context, reader, view, start, options);
            return new Feed(context, source);
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    /**
     * Delivers what is there, on the calling thread. What is committed while it runs waits for the next call, and so do
     * events beyond the limit; under squash on read these go on folding.
     *
     * @param handler receives the events; it must not poll this feed
     * @param limit most events to deliver, at least 1
     * @return how many were delivered; 0 too when the feed has ended or was closed
     * @throws FeedException when a filter, projection or handler has thrown, now or earlier, or the table was dropped;
     *     everything before has been delivered
     */
    public int poll(ChangeHandler handler, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit=" + limit + " must be at least 1");
        }
        if (!state.enter()) {
            return 0;
        }
        try {
            source.begin();
            int count = 0;
            while (count < limit && !source.stopped() && source.advance()) {
                deliver(handler);
                count++;
            }
            return count;
        } catch (RuntimeException e) {
            throw state.failed(e);
        } finally {
            leave();
        }
    }

    /**
     * Waits for the next event.
     *
     * @return a view that is valid until the next call on this feed; null when the feed has ended or was closed, or the
     *     thread was interrupted, whose flag stays set
     * @throws FeedException as {@link #poll} does
     * @throws io.tailrace.error.EngineFailedException when everything is delivered and the engine has failed
     */
    public Change take() {
        return takeBefore(Long.MAX_VALUE);
    }

    /**
     * Waits for the next event for some time.
     *
     * @param timeout how long, zero to look only
     * @return a view that is valid until the next call on this feed; null when there was none in time, or as for
     *     {@link #take()}
     * @throws FeedException as {@link #poll} does
     */
    public Change take(Duration timeout) {
        return takeBefore(context.deadline(timeout));
    }

    /**
     * Iterates over the events to come; each step waits as {@link #take()} does. All iterators of a feed share its
     * position.
     *
     * @return an iterator over one view that shows event after event
     */
    @Override
    public Iterator<Change> iterator() {
        return new FeedIterator(this);
    }

    /**
     * Where to resume, see {@link ChangesOptions#resume(long)}: the greatest sequence such that everything at or below
     * it has been delivered. While squashed changes wait it stays before the first of them, so parts of what was
     * delivered can come again. A feed with windows that is resumed repeats exactly the events that come after the
     * position; for that it may stay at an earlier place of a window half delivered.
     *
     * @return a sequence, one below the start at first; it moves after a handler has returned. Any thread
     */
    public long position() {
        return state.position();
    }

    /**
     * How far the position is behind the journal.
     *
     * @return number of changes committed behind the position, of all tables
     */
    public long lag() {
        final long position = position();
        return Math.max(0, context.lastSequence() - position);
    }

    /**
     * Waits until everything at or below a sequence has been delivered. Any thread but the one that polls: it does not
     * poll itself, though where the caller drives the engine it runs the agents of the engine.
     *
     * @param sequence position to wait for
     * @param timeout how long at most
     * @return whether the position was reached; false when not in time, or when the feed has ended before it
     * @throws FeedException when the feed has failed before it
     */
    public boolean awaitSequence(long sequence, Duration timeout) {
        context.await(() -> position() >= sequence || state.over(), context.deadline(timeout));
        if (position() >= sequence) {
            return true;
        }
        state.throwFailure();
        return false;
    }

    /**
     * Whether no event can follow: the end that was asked for is reached and delivered, or the feed has failed or was
     * closed.
     *
     * @return true when the feed is over. Any thread
     */
    public boolean ended() {
        return state.over();
    }

    /**
     * Whether the feed has let go of the journal. After {@link #close()} that is at once, or when a poll that is
     * running on another thread returns.
     *
     * @return true when no thread will touch the journal through this feed. Any thread
     */
    public boolean released() {
        return state.released();
    }

    /**
     * Whether the calling thread is inside a handler or a predicate of this feed.
     *
     * @return true when a call that waits for the feed would wait for its own caller. Any thread
     */
    public boolean usedHere() {
        return state.usedHere();
    }

    /**
     * How many events were delivered before their time because the bound of pending changes was reached.
     *
     * @return a count. Any thread
     */
    public long earlyEmissions() {
        return source.earlyEmissions();
    }

    /** Ends the feed. Any thread, at any time, more than once; a poll that is running ends after the event at hand. */
    @Override
    public void close() {
        source.stop();
        state.close();
        if (state.enterToRelease()) {
            release();
        }
    }

    private Change takeBefore(long deadlineNs) {
        if (!state.enter()) {
            return null;
        }
        try {
            while (!source.stopped()) {
                if (source.advance() || advanceInNewRead()) {
                    source.delivered();
                    return source.change;
                }
                if (source.ended() || !context.await(wakeUp, deadlineNs)) {
                    return null;
                }
            }
            return null;
        } catch (RuntimeException e) {
            throw state.failed(e);
        } finally {
            leave();
        }
    }

    private boolean advanceInNewRead() {
        source.begin();
        return source.advance();
    }

    private void deliver(ChangeHandler handler) {
        final long sequence = source.change.sequence();
        try {
            handler.onChange(source.change);
        } catch (Throwable e) {
            throw new FeedException(sequence, e);
        }
        source.delivered();
        state.moved(source.position());
    }

    private void leave() {
        state.moved(source.position());
        if (source.ended()) {
            state.end();
        }
        if (state.leave()) {
            release();
        }
    }

    private void release() {
        source.reader.close();
        context.released(this);
    }
}
