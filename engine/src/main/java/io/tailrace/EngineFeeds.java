package io.tailrace;

import io.tailrace.error.EngineFailedException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedContext;
import io.tailrace.feed.FeedGroup;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalGauge;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.IndexDefinition;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import io.tailrace.write.ContentCheck;
import io.tailrace.write.EngineState;
import io.tailrace.write.Waiting;
import io.tailrace.write.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/** What feeds see of the engine, and which there are. Any thread. */
final class EngineFeeds implements FeedContext, RetentionHold {
    private final Journal journal;
    private final JournalGauge gauge;
    private final Writer writer;
    private final EngineReads reads;
    private final EngineState state;
    private final EngineThreads threads;
    private final Waiting waiting;
    private final NanoClock nanoClock;
    private final EpochNanoClock epochClock;
    private final LongSupplier random;
    private final ErrorHandler errorHandler;
    private final OpenFeeds open;
    // Threads that are opening a feed.
    private final Set<Thread> openers = ConcurrentHashMap.newKeySet();

    EngineFeeds(
            TailraceConfig config,
            Journal journal,
            EngineReads reads,
            EngineState state,
            EngineThreads threads,
            Writer writer) {
        this.journal = journal;
        gauge = JournalGauge.of(journal);
        this.reads = reads;
        this.state = state;
        this.threads = threads;
        this.writer = writer;
        waiting = threads.waiting();
        nanoClock = config.nanoClock();
        epochClock = config.clock();
        random = config.random();
        open = new OpenFeeds(config.metricsFeeds());
        errorHandler = Engine.guarded(config.errorHandler());
    }

    /** Opens a feed that a close finds, or refuses to. No lock is held, as who opens may wait for the writer. */
    Feed add(List<Selection> selections, Supplier<Feed> opening) {
        Thread here = Thread.currentThread();
        boolean outermost = openers.add(here);
        try {
            state.check();
            Feed feed = opening.get();
            for (Selection selection : selections) {
                checkThere(selection.source(), feed);
            }
            open.add(feed);
            return feed;
        } finally {
            if (outermost) {
                openers.remove(here);
            }
        }
    }

    /** Refuses a table or an index that was dropped, unless the feed comes to the drop and tells of it. */
    private void checkThere(Source source, Feed feed) {
        IndexDefinition index = source.index();
        boolean hasTable = journal.tables().exists(source.tableId());
        if (hasTable && (index == null || journal.indexes().exists(index.id()))) {
            return;
        }
        if (!isDropAhead(feed.position(), source)) {
            feed.close();
            throw hasTable
                    ? new UnknownIndexException(source.table(), index.name())
                    : new UnknownTableException(source.table());
        }
    }

    private boolean isDropAhead(long position, Source source) {
        try (JournalReader reader = journal.reader(Math.min(position, lastSequence()) + 1)) {
            while (reader.next()) {
                if (EngineSide.isDrop(reader, source)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All that are open, of which the first are told. */
    OpenFeeds open() {
        return open;
    }

    @Override
    public List<FeedGroup> groupsHere() {
        List<FeedGroup> groups = new ArrayList<>();
        for (Feed feed : open) {
            FeedGroup group = EngineSide.groupUsedHere(feed);
            if (group != null && !groups.contains(group)) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** Of the feeds that asked to be waited for. */
    @Override
    public long oldestNeeded() {
        long oldest = Long.MAX_VALUE;
        long held = journal.firstSequence();
        for (Feed feed : open) {
            long next = feed.position() + 1;
            if (EngineSide.isHolding(feed) && next >= held) {
                oldest = Math.min(oldest, next);
            }
        }
        return oldest;
    }

    @Override
    public void expired(long former, long oldest) {
        for (Feed feed : open) {
            long next = feed.position() + 1;
            if (EngineSide.isHolding(feed) && next >= former && next < oldest) {
                errorHandler.onError(new ExpiredException(
                        next,
                        oldest,
                        "a feed was waited for as long as the policy of retention says, and ends: feed=" + feed));
            }
        }
    }

    /** Whether the calling thread is inside the handler or predicate of a feed, or opens one. */
    @Override
    public boolean usedHere() {
        if (openers.contains(Thread.currentThread())) {
            return true;
        }
        for (Feed feed : open) {
            if (EngineSide.isUsedHere(feed)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Closes all feeds and waits until none uses the journal. After the engine has begun to close.
     *
     * @param hurry has handlers that do not return hear that they are waited for
     */
    void close(Runnable hurry) {
        threads.awaitHandlers(this::isDone, hurry);
    }

    private boolean isDone() {
        // Who is opening a feed says so before it asks whether the engine is open, so none is missed.
        boolean done = openers.isEmpty() && open.size() == 0;
        for (Feed feed : open) {
            feed.close();
        }
        return done;
    }

    /** Closes feeds whose handlers do not return, and has those hear that. Any thread. */
    void hurry() {
        for (Feed feed : open) {
            feed.close();
            EngineSide.hurry(feed);
        }
    }

    /**
     * What this process has not written was looked into by its replay only, which may be behind, or have begun with a
     * snapshot.
     */
    @Override
    public JournalReader reader(long fromSequence) {
        JournalReader reader = journal.reader(fromSequence);
        long unchecked = writer == null ? Long.MAX_VALUE : journal.stateSequence();
        return fromSequence > unchecked ? reader : reader.checking(new ContentCheck(journal.dictionary()), unchecked);
    }

    @Override
    public long firstSequence() {
        return journal.firstSequence();
    }

    @Override
    public long lastSequence() {
        return journal.lastSequence();
    }

    @Override
    public Cursors cursors() {
        if (writer == null) {
            throw new ReadOnlyJournalException("a read-only engine saves no position: open a feed without a cursor and"
                    + " keep Feed.position(), or open the engine without TailraceConfig.readOnly(true)");
        }
        return Cursors.of(journal);
    }

    @Override
    public long knownSequence() {
        return journal.knownSequence();
    }

    @Override
    public boolean isPast(long timeNs) {
        if (journal.timeFloor() >= timeNs) {
            return true;
        }
        if (writer == null) {
            return false;
        }
        writer.wantTime(timeNs);
        return threads.markTime(writer) && journal.timeFloor() >= timeNs;
    }

    @Override
    public long lastTimeNs() {
        return gauge.lastTimeNs();
    }

    @Override
    public long writtenBytes() {
        return writer == null || !gauge.tellsBytes() ? -1 : gauge.writtenBytes();
    }

    @Override
    public long writtenBefore(long sequence) {
        return gauge.writtenBefore(sequence);
    }

    @Override
    public long nanoTime() {
        return nanoClock.nanoTime();
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNs) {
        return await(condition, deadlineNs, null);
    }

    @Override
    public boolean awaitCommit(BooleanSupplier condition, long deadlineNs) {
        CommitIdle idle = threads.takeCommitIdle();
        try {
            return await(condition, deadlineNs, idle == null ? null : idle.until(deadlineNs));
        } finally {
            if (idle != null) {
                threads.giveBack(idle);
            }
        }
    }

    /** Idles by what is given, or as who waits for anything does. */
    private boolean await(BooleanSupplier condition, long deadlineNs, IdleStrategy idle) {
        int round = 0;
        while (!condition.getAsBoolean()) {
            if (state.isFailed() && !state.isClosing()) {
                state.check();
            }
            if (state.isClosing()
                    || Thread.currentThread().isInterrupted()
                    || deadlineNs != Long.MAX_VALUE && nanoClock.nanoTime() - deadlineNs >= 0) {
                return condition.getAsBoolean();
            }
            if (idle == null) {
                waiting.idle(null, round++);
            } else {
                waiting.check();
                idle.idle();
            }
        }
        return true;
    }

    @Override
    public void released(Feed feed) {
        open.remove(feed);
    }

    @Override
    public EngineFailedException failure() {
        return state.isFailed() && !state.isClosing() ? new EngineFailedException(state.failure()) : null;
    }

    @Override
    public boolean isClosed() {
        return state.isClosing();
    }

    @Override
    public long appliedSequence() {
        return reads.appliedSequence();
    }

    @Override
    public Index index(int tableId) {
        return reads.index(tableId);
    }

    @Override
    public EntryScan scan(int tableId, int indexId) {
        return reads.scan(tableId, indexId, this);
    }

    @Override
    public long epochNs() {
        return epochClock.nanoTime();
    }

    @Override
    public LongSupplier random() {
        return random;
    }
}
