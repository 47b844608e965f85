package io.tailrace.feed;

import io.tailrace.error.EngineException;
import io.tailrace.journal.Cursors;
import io.tailrace.query.QueryContext;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a feed needs of the engine it belongs to, beside its queries. Any thread may call any method.
 *
 * @hidden
 */
public interface FeedContext extends QueryContext {
    /**
     * Oldest sequence that can be read.
     *
     * @return a sequence; one above the last while the journal is empty
     */
    long firstSequence();

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
     * The time of the last change that was seen here.
     *
     * @return nanoseconds since the epoch, or that of one committed since the last sequence was asked for
     */
    long lastTimeNs();

    /**
     * How much journal there is, a number that grows.
     *
     * @return bytes, below 0 where that is not known
     */
    long writtenBytes();

    /**
     * About the same number as it was when a change was to be written.
     *
     * @param sequence of the change, which is there or was
     * @return bytes
     */
    long writtenBefore(long sequence);

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
        long now = nanoTime();
        long limitNs = timeout.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
        return now > Long.MAX_VALUE - limitNs ? Long.MAX_VALUE : now + limitNs;
    }

    /**
     * As {@link #await}, for a condition that nothing brings about but a commit, or the end of the feed.
     *
     * @param condition cheap, asked again and again on the calling thread
     * @param deadlineNs as there
     * @return as there
     */
    default boolean awaitCommit(BooleanSupplier condition, long deadlineNs) {
        return await(condition, deadlineNs);
    }

    /**
     * {@return the named cursors}
     *
     * @throws io.tailrace.error.ReadOnlyJournalException where another process writes
     */
    Cursors cursors();

    /**
     * Called once when a feed has let go of the journal, by the thread that used it last.
     *
     * @param feed the feed that has ended
     */
    void released(Feed feed);

    /** {@return what ends feeds that have delivered all there is, as nothing follows; null while something may} */
    default EngineException failure() {
        return null;
    }

    /** {@return whether the engine is closed, or about to be} */
    boolean isClosed();

    /**
     * {@return whether the calling thread is inside a handler or predicate of any feed} It must not wait for another
     * one then, which may wait for it.
     */
    boolean usedHere();

    /** {@return the groups that the calling thread polls at this moment, as inside a handler of one of their feeds} */
    List<FeedGroup> groupsHere();
}
