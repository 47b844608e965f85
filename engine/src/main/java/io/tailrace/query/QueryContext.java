package io.tailrace.query;

import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.journal.JournalReader;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a query needs of the engine it belongs to. Any thread may call any method.
 *
 * @hidden
 */
public interface QueryContext {
    /**
     * Opens a reader of the journal; who asks closes it, on the thread that used it last.
     *
     * @param fromSequence first sequence wanted, at most {@link #lastSequence()} + 1
     * @return a reader of its own for each call
     */
    JournalReader reader(long fromSequence);

    /**
     * Last committed sequence.
     *
     * @return a sequence, 0 while the journal is empty; it never goes back
     */
    long lastSequence();

    /**
     * A sequence such that the indexes show no change beyond it, also none that is not committed yet. Whoever has read
     * an index and asks then, knows that what was read is the work of changes up to here.
     *
     * @return a sequence, at least {@link #lastSequence()} of a moment before
     */
    long appliedSequence();

    /**
     * {@return the latest documents of a table, with everything committed until now}
     *
     * @param tableId number of the table
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
     * Waits for a condition, and runs the duty cycle of the engine meanwhile where the caller drives it.
     *
     * @param condition cheap, asked again and again on the calling thread
     * @param deadlineNs in terms of {@link #nanoTime()}, {@link Long#MAX_VALUE} for no limit
     * @return whether the condition held; false after the deadline, or when the thread was interrupted (the flag stays
     *     set) or the engine was closed
     * @throws io.tailrace.error.EngineFailedException when the engine has failed, so that nothing more can come
     */
    boolean await(BooleanSupplier condition, long deadlineNs);
}
