package io.tailrace.feed;

import io.tailrace.error.EngineException;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.journal.JournalReader;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What a feed needs of the engine it belongs to. Any thread may call any method. */
public interface FeedContext {
    /**
     * Opens a reader of the journal; the feed closes it, on the thread that used it last.
     *
     * @param fromSequence first sequence wanted, at most {@link #lastSequence()} + 1
     * @return a reader of its own for each call
     */
    JournalReader reader(long fromSequence);

    /**
     * Oldest sequence that can be read.
     *
     * @return a sequence; one above the last while the journal is empty
     */
    long firstSequence();

    /**
     * Last committed sequence.
     *
     * @return a sequence, 0 while the journal is empty; it never goes back
     */
    long lastSequence();

    /**
     * The last committed sequence that was seen here, without a look at what another process may have written.
     *
     * @return a sequence, at most {@link #lastSequence()}; never throws, also when the engine is closed
     */
    long knownSequence();

    /**
     * Whether the journal says that no change committed later is earlier than a time. Who asks this first and for
     * {@link #lastSequence()} second knows all changes before it. Where nothing but the clock is waited for, the writer
     * is asked to journal the time when it has come, so who waits asks again; that of another process is not.
     *
     * @param timeNs nanoseconds since the epoch
     * @return once true it stays so, whatever the clock does, and for every engine after this one
     */
    boolean isPast(long timeNs);

    /**
     * A sequence such that the indexes show no change beyond it, also none that is not committed yet. Whoever has read
     * an index and asks then, knows that what was read is the work of changes up to here.
     *
     * @return a sequence, at least {@link #lastSequence()} of a moment before
     */
    long appliedSequence();

    /**
     * The latest documents of a table, with everything committed until now.
     *
     * @param tableId number of the table
     * @return its index
     * @throws io.tailrace.error.UnknownTableException when the table was dropped
     */
    Index index(int tableId);

    /**
     * A scan of the entries of a table in order.
     *
     * @param tableId number of the table
     * @param indexId number of the index, negative for the primary key, whose order is built if need be while this
     *     waits
     * @return a scan that is ready
     * @throws io.tailrace.error.UnknownTableException when the table was dropped
     * @throws io.tailrace.error.UnknownIndexException when the index was dropped
     * @throws io.tailrace.error.QueryException when the index is being built
     */
    EntryScan scan(int tableId, int indexId);

    /**
     * What {@code now()} is for a query opened now.
     *
     * @return epoch nanoseconds
     */
    long epochNs();

    /**
     * Randomness for expressions.
     *
     * @return 64 random bits at each call
     */
    LongSupplier random();

    /**
     * Monotonic clock for time-outs.
     *
     * @return nanoseconds from an arbitrary origin
     */
    long nanoTime();

    /**
     * When a wait that begins now is over.
     *
     * @param timeout how long it may last
     * @return a time for {@link #await}, {@link Long#MAX_VALUE} for more than a hundred years
     * @throws EngineException when the timeout is missing or negative
     */
    default long deadline(Duration timeout) {
        if (timeout == null || timeout.isNegative()) {
            throw new EngineException("timeout=" + timeout + " must be zero or longer");
        }
        final long now = nanoTime();
        final long limitNs = timeout.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
        return now > Long.MAX_VALUE - limitNs ? Long.MAX_VALUE : now + limitNs;
    }

    /**
     * Waits for a condition, and runs the duty cycle of the engine meanwhile where the caller drives it.
     *
     * @param condition cheap, asked again and again on the calling thread
     * @param deadlineNs in terms of {@link #nanoTime()}, {@link Long#MAX_VALUE} for no limit
     * @return whether the condition held; false after the deadline, or when the thread was interrupted (the flag stays
     *     set) or the engine was closed
     * @throws io.tailrace.error.EngineFailedException when the engine has failed, so that nothing more can come
     */
    boolean await(BooleanSupplier condition, long deadlineNs);

    /**
     * Called once when a feed has let go of the journal, by the thread that used it last.
     *
     * @param feed the feed that has ended
     */
    void released(Feed feed);
}
