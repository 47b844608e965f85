package io.tailrace.write;

import com.lmax.disruptor.EventPoller;
import io.tailrace.error.ClockException;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.EngineException;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The one thread that orders writes: it takes messages from the ring, appends their changes to the open block, applies
 * them to the index, commits the block and then completes the acknowledgements.
 *
 * <p>Not thread safe but for {@link #wantTime}, {@link #appliedSequence()}, {@link #isSealed()} and the counters: one
 * thread at a time runs {@link #doWork()}. Allocates nothing in the steady state.
 *
 * @hidden
 */
public final class Writer implements Agent, EventPoller.Handler<Slot> {
    /*
     * A block closes at the end of what the ring holds or at its closing target, so an idle system commits every
     * change at once and a loaded one in batches; a full block, a definition or a transaction closes one in between.
     * Acks show with the block they hang on. An error that belongs to one write becomes the outcome of that write. Any
     * other error fails the engine: the open block is abandoned, its acks say so, and from then on messages are only
     * drained.
     */
    private static final int PENDING_ACKS = 1024;
    private static final long NO_TIME_WANTED = Long.MAX_VALUE;
    /** A writer that is never idle builds indexes too, one step in so many of its cycles. */
    private static final int BUSY_CYCLES = 16;
    /** Whatever else there is to be found, whoever brings it about wakes; the writer does not rely on it for ever. */
    private static final long SLEEP_NS = 50_000_000;
    /** While it waits for what comes by itself: a time, the end of the engine, or its failure. */
    private static final long WAITING_SLEEP_NS = 1_000_000;

    private final Ring ring;
    private final EventPoller<Slot> poller;
    private final UnsafeBuffer arena;
    private final JournalAppender appender;
    private final LiveTables tables;
    private final KeysAhead ahead;
    private final ChangeApplier applier;
    private final EngineState state;
    private final ChangeClock clock;
    private final ErrorHandler errorHandler;
    private final Forcing forcing;
    private final Sleepers sleepers;
    private final SyncingAcks syncing;
    private final PendingAcks acks;
    private final int blockChanges;
    private final int blockBytes;

    private long taken = -1;
    private long skipTo;
    private int handled;
    private int busyCycles;
    private int padding;
    private int refusedNow;
    /** Whether it was told that there is no room, since there was some. */
    private boolean toldOfNoRoom;

    private long shownBlocks;
    private final Count writes = new Count();
    private final Count refused = new Count();
    private final Count blocks = new Count();

    // The least time that a feed waits for; set by feeds, cleared by the writer.
    private final AtomicLong wantedNs = new AtomicLong(NO_TIME_WANTED);
    // Written by the writer when nothing can come through the ring any more.
    private volatile boolean sealed;

    /**
     * Makes a writer.
     *
     * @param ring that it takes from
     * @param forcing that it tells what is to be on the device
     * @param sleepers that it wakes when a block is committed
     * @param journal that it extends, and nobody else
     * @param tables that it applies to
     * @param settings of blocks and times
     * @param clock that dates changes without a time of their own
     * @param errorHandler that is told of a failure
     */
    public Writer(
            Ring ring,
            Forcing forcing,
            Sleepers sleepers,
            Journal journal,
            LiveTables tables,
            WriteSettings settings,
            EpochNanoClock clock,
            ErrorHandler errorHandler) {
        this.ring = ring;
        this.forcing = forcing;
        this.sleepers = sleepers;
        this.tables = tables;
        this.errorHandler = errorHandler;
        this.clock = new ChangeClock(
                clock, errorHandler, settings.latenessNs(), settings.earlinessNs(), journal.timeFloor());
        state = ring.state();
        appender = journal.appender();
        syncing = new SyncingAcks(forcing);
        acks = new PendingAcks(PENDING_ACKS, syncing);
        blockChanges = settings.blockChanges();
        blockBytes = settings.blockBytes();
        poller = ring.poller();
        arena = ring.arena();
        ahead = new KeysAhead(ring, tables);
        applier = new ChangeApplier(arena, journal, tables, ahead, this.clock);
    }

    @Override
    public String roleName() {
        return "tailrace-writer";
    }

    @Override
    public int doWork() {
        handled = 0;
        int work = 0;
        try {
            work = state.isFailed() ? drain() : write();
        } catch (Throwable e) {
            fail(e);
        }
        if (work == 0 && state.isClosing() && !sealed && syncing.isEmpty()) {
            sealed = ring.seal();
        }
        return work;
    }

    private int write() throws Exception {
        clock.update();
        poller.poll(this);
        if (handled > 0) {
            endBatch();
            count();
        }
        int other = markWanted() + syncing.publish();
        if (handled == 0) {
            return other + workOnIndexes();
        }
        if (++busyCycles % BUSY_CYCLES == 0) {
            workOnIndexes();
        }
        return handled;
    }

    private void count() {
        writes.add(handled - padding);
        padding = 0;
        if (refusedNow > 0) {
            refused.add(refusedNow);
            refusedNow = 0;
        } else {
            toldOfNoRoom = false;
        }
    }

    /** Takes what is in the ring and carries none of it out. */
    private int drain() throws Exception {
        poller.poll(this);
        acks.fail(appender.committedSequence());
        return handled + syncing.fail();
    }

    @Override
    public boolean onEvent(Slot slot, long sequence, boolean endOfBatch) {
        taken = sequence;
        if (sequence < skipTo) {
            return true;
        }
        int offset = slot.offset;
        skipTo = sequence + arena.getInt(offset + MessageDescriptor.SLOTS_OFFSET);
        handled++;
        Operation operation = Operation.of(arena.getByte(offset + MessageDescriptor.OPERATION_OFFSET));
        Ack ack = slot.ack;
        if (ack != null) {
            slot.ack = null; // no store where there is none: producers read the line
        }
        if (operation == Operation.PADDING) {
            padding++;
            return true;
        }
        ByteBuffer writes = slot.writes;
        if (writes == null) {
            apply(operation, offset, ack);
        } else {
            slot.writes = null;
            applyLarge(writes, offset, ack);
        }
        if (appender.committedBlocks() != shownBlocks) {
            show();
        }
        if (ack != null) {
            acks.add(ack);
        }
        return !acks.isFull() && appender.changeCount() < blockChanges && appender.blockLength() < blockBytes;
    }

    private void applyLarge(ByteBuffer writes, int offset, Ack ack) {
        applier.writesOf(writes);
        try {
            apply(Operation.TRANSACTION, offset, ack);
        } finally {
            applier.writesOf(null);
            ring.release(writes);
        }
    }

    private void apply(Operation operation, int offset, Ack ack) {
        if (state.isFailed()) {
            applier.decide(Outcome.ERROR, WriteError.ENGINE_DOWN);
        } else {
            try {
                ahead.reach(taken);
                applier.apply(operation, offset);
            } catch (Throwable e) {
                fail(e);
                applier.decide(Outcome.UNKNOWN, WriteError.ENGINE_DOWN);
            }
        }
        if (applier.error() != WriteError.NONE) {
            refusedNow++;
        }
        if (ack != null) {
            ack.decide(applier.outcome(), applier.error(), applier.sequence());
            if (applier.error() != WriteError.NONE) {
                explain(offset, ack);
            }
        } else if (applier.error() == WriteError.NO_SPACE) {
            tellOfNoRoom();
        }
    }

    /** Who waits for a write learns by its ack that there is no room for it. */
    private void tellOfNoRoom() {
        if (!toldOfNoRoom) {
            toldOfNoRoom = true;
            Throwable cause = applier.noRoom();
            errorHandler.onError(new EngineException(
                    "writes for which nobody waits are refused, this is the first: cause=" + cause.getMessage()
                            + ": Metric.WRITES_REFUSED counts them",
                    cause));
        }
    }

    private void explain(int offset, Ack ack) {
        switch (applier.error()) {
            case ENGINE_DOWN -> {}
            case TIME_TOO_EARLY -> ack.early(arena.getLong(offset + MessageDescriptor.TIME_OFFSET), clock.clockNs());
            default -> applier.blame(ack);
        }
    }

    private void endBatch() {
        if (appender.isOpen() && !state.isFailed()) {
            try {
                appender.commit();
            } catch (Throwable e) {
                fail(e);
            }
        }
        show();
    }

    private void show() {
        long committed = appender.committedBlocks();
        boolean more = committed != shownBlocks;
        if (more) {
            blocks.add(committed - shownBlocks);
            shownBlocks = committed;
            forcing.committed();
        }
        acks.publish(appender.committedSequence());
        if (more) {
            sleepers.wake();
        }
    }

    private void fail(Throwable cause) {
        boolean first = state.fail(cause);
        acks.fail(appender.committedSequence());
        try {
            appender.abort();
        } catch (Throwable e) {
            cause.addSuppressed(e);
        }
        if (first) {
            errorHandler.onError(cause);
        }
    }

    /**
     * Journals the time that is waited for when the clock has passed it, outside the duty cycle but never beside it.
     * Feeds close their windows by what the journal says alone, so no later engine can go back before it.
     */
    public void markTime() {
        if (!state.isFailed()) {
            try {
                clock.update();
                markWanted();
            } catch (Throwable e) {
                fail(e);
            }
        }
    }

    private int markWanted() {
        long wanted = wantedNs.getOpaque();
        if (wanted > clock.floorNs() || !wantedNs.compareAndSet(wanted, NO_TIME_WANTED)) {
            return 0;
        }
        if (wanted <= clock.lastNs()) {
            sleepers.wake(); // who waits for a later time asks again, as it does when one is marked
            return 0;
        }
        try {
            applier.mark(wanted);
            show();
            return 1;
        } catch (DiskFullException e) {
            appender.abort(); // writes are refused too
            wantTime(wanted); // who waits may sleep until it is marked
            return 0;
        }
    }

    private int workOnIndexes() {
        int work = tables.releaseDropped(64) ? 1 : 0;
        int bound = tables.idBound();
        for (int id = 0; id < bound; id++) {
            LiveTable table = tables.byId(id);
            if (table != null && table.index().work(64)) {
                work++;
            }
        }
        return work;
    }

    /**
     * Asks for a mark in the journal when no change can come any more that is before a time. Who still waits asks again
     * and again, as an earlier time that others ask for comes first. Any thread.
     *
     * @param floorNs epoch ns
     */
    public void wantTime(long floorNs) {
        long wanted = wantedNs.get();
        while (floorNs < wanted) {
            if (wantedNs.compareAndSet(wanted, floorNs)) {
                ring.wakeUp();
                return;
            }
            wanted = wantedNs.get();
        }
    }

    /** {@return how many writes, definitions too, it has taken; a transaction is one} Any thread. */
    public long writes() {
        return writes.get();
    }

    /** {@return how many of them were not carried out} Any thread. */
    public long refusedWrites() {
        return refused.get();
    }

    /** {@return how many blocks it has committed} Any thread. */
    public long blocks() {
        return blocks.get();
    }

    /**
     * That the journal was ahead of the clock when the writer was made.
     *
     * @return null when it was not
     */
    public ClockException behindAtOpen() {
        return clock.behindAtOpen();
    }

    /**
     * A sequence such that the indexes show no change beyond it to who has read them before asking. Any thread.
     *
     * @return last sequence applied, or about to be; at least the last one committed
     */
    public long appliedSequence() {
        return applier.appliedSequence();
    }

    /** {@return whether the ring is taken out of service and empty} */
    public boolean isSealed() {
        return sealed;
    }

    /**
     * How many writes brought a time that was before that of an earlier change.
     *
     * @return number of times moved up to keep the order
     */
    public long clampedTimes() {
        return clock.clampedTimes();
    }

    /** {@return how many writes were refused because their time lies too far ahead} */
    public long earlyTimes() {
        return clock.earlyTimes();
    }

    /** Wakes the writer thread for what was asked of it before. Any thread. */
    public void wakeUp() {
        ring.wakeUp();
    }

    /** {@return what the thread that runs the writer sleeps by} */
    public Sleeper sleeper() {
        return ring.sleeper();
    }

    /**
     * How long that thread may sleep. It has announced itself and run a duty cycle since, without work.
     *
     * @return longest sleep, 0 while a producer is between claim and publish
     */
    public long sleepNs() {
        if (sealed) {
            return WAITING_SLEEP_NS;
        }
        if (!ring.isTakenUpTo(taken)) {
            return 0;
        }
        boolean waits = state.isClosing() || !syncing.isEmpty() || wantedNs.getOpaque() != NO_TIME_WANTED;
        return waits ? WAITING_SLEEP_NS : SLEEP_NS;
    }
}
