package io.tailrace;

import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedContext;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalReader;
import io.tailrace.write.EngineState;
import io.tailrace.write.Waiting;
import io.tailrace.write.Writer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;

/** What feeds see of the engine, and which there are. Any thread. */
final class EngineFeeds implements FeedContext {
    private final Journal journal;
    private final Writer writer;
    private final EngineState state;
    private final Waiting waiting;
    private final NanoClock nanoClock;
    private final Set<Feed> open = ConcurrentHashMap.newKeySet();

    EngineFeeds(
            final Journal journal,
            final Writer writer,
            final EngineState state,
            final Waiting waiting,
            final NanoClock nanoClock) {
        this.journal = journal;
        this.writer = writer;
        this.state = state;
        this.waiting = waiting;
        this.nanoClock = nanoClock;
    }

    /** Opens a feed that a close finds, or refuses to. */
    synchronized Feed add(final Supplier<Feed> opening) {
        state.check();
        final Feed feed = opening.get();
        open.add(feed);
        return feed;
    }

    /** Whether the calling thread is inside the handler or predicate of a feed. */
    boolean usedHere() {
        for (final Feed feed : open) {
            if (feed.usedHere()) {
                return true;
            }
        }
        return false;
    }

    /** Closes all feeds and waits until none uses the journal. After the engine has begun to close. */
    void close() {
        synchronized (this) {
            // Whoever was opening a feed has it in the set now, and nobody begins to any more.
        }
        for (final Feed feed : open) {
            feed.close();
        }
        int round = 0;
        while (!open.isEmpty()) {
            waiting.idle(null, round++);
        }
    }

    @Override
    public JournalReader reader(final long fromSequence) {
        return journal.reader(fromSequence);
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
    public long timeFloor() {
        return writer == null ? Long.MIN_VALUE : writer.timeFloorNs();
    }

    @Override
    public long nanoTime() {
        return nanoClock.nanoTime();
    }

    @Override
    public boolean await(final BooleanSupplier condition, final long deadlineNs) {
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
            waiting.idle(null, round++);
        }
        return true;
    }

    @Override
    public void released(final Feed feed) {
        open.remove(feed);
    }
}
