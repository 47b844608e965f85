package io.tailrace.write;

import io.tailrace.error.DiskFullException;
import io.tailrace.journal.Journal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Forces the journal for whoever asks, and seals the segments behind the writer. Any thread asks; one thread at a time
 * runs {@link #doWork()}, and it is never the writer's where that has one.
 *
 * @hidden
 */
public final class Forcing implements Agent {
    /*
     * Who wants something on the device commits it first and asks then. One force answers all that have asked before it
     * began, so that those who come while one is running share the next. Only this class waits for the device: an
     * interrupt of who waits for an answer cannot meet a file.
     */
    private static final long REST_NS = 1_000_000_000;
    private static final long PARK_NS = 10_000_000;
    private static final VarHandle ASKED;
    private static final VarHandle ANSWERED;
    private static final VarHandle SYNCED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ASKED = lookup.findVarHandle(Forcing.class, "asked", long.class);
            ANSWERED = lookup.findVarHandle(Forcing.class, "answered", long.class);
            SYNCED = lookup.findVarHandle(Forcing.class, "syncedSequence", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Journal journal;
    private final Ring ring;
    private final EngineState state;
    private final boolean everyBlock;
    private final long intervalNs;
    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private long forcedNs;
    private long restingSinceNs;
    private boolean resting;
    private boolean toldOfFullDisk;

    private final Count forces = new Count();
    private final Count timeNs = new Count();
    private final Count longestNs = new Count();

    // Written by any thread that asks.
    @SuppressWarnings("unused")
    private long asked;

    // Written by the thread that forces, the sequence before the answer.
    private long answered;
    private volatile long forcedFloorNs;
    private long syncedSequence;

    // Written by the forcing thread before and after it parks.
    private volatile Thread parked;

    /**
     * Makes one that has forced what the journal held when it was opened.
     *
     * @param journal that it forces
     * @param ring whose writer it wakes when something is forced
     * @param state to latch a failure in
     * @param policy when it forces without being asked
     * @param clock for the policy, and for retries
     * @param errorHandler that is told of a failure
     */
    public Forcing(
            Journal journal,
            Ring ring,
            EngineState state,
            SyncPolicy policy,
            NanoClock clock,
            ErrorHandler errorHandler) {
        this.journal = journal;
        this.ring = ring;
        this.state = state;
        this.clock = clock;
        everyBlock = policy.isEveryBlock();
        intervalNs = policy.intervalNs();
        forcedNs = clock.nanoTime();
        this.errorHandler = errorHandler;
        syncedSequence = journal.lastSequence();
        forcedFloorNs = journal.timeFloor();
    }

    @Override
    public String roleName() {
        return "tailrace-forcing";
    }

    /**
     * Asks for a force of everything that is committed now. Any thread, does not wait.
     *
     * @return a number to ask {@link #hasAnswered} with
     */
    public long ask() {
        long number = (long) ASKED.getAndAdd(this, 1L) + 1;
        Thread sleeper = parked;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
        return number;
    }

    /** {@return whether somebody waits for an answer} Any thread. */
    public boolean isAsked() {
        return (long) ASKED.getVolatile(this) != (long) ANSWERED.getAcquire(this);
    }

    /** The writer has committed a block. */
    void committed() {
        if (everyBlock) {
            ask();
        }
    }

    /**
     * Whether what was committed before a question is on the device. Any thread.
     *
     * @param number of the question
     * @return true when it was answered
     */
    public boolean hasAnswered(long number) {
        return (long) ANSWERED.getAcquire(this) >= number;
    }

    /**
     * The greatest sequence that is known to be on the device. Any thread.
     *
     * @return a sequence; later ones may be there too
     */
    public long syncedSequence() {
        return (long) SYNCED.getAcquire(this);
    }

    /** The journal was closed without an error, which forces all of it. After the last {@link #doWork()}. */
    public void closed() {
        SYNCED.setRelease(this, journal.lastSequence());
    }

    @Override
    public int doWork() {
        if (state.isFailed()) {
            return 0;
        }
        long number = (long) ASKED.getVolatile(this);
        if (number == answered && !isDue()) {
            return seal();
        }
        try {
            long floorNs = journal.timeFloor();
            long beganNs = clock.nanoTime();
            ForceEvent event = ForceEvent.started();
            long sequence = journal.force();
            ForceEvent.end(event, sequence);
            count(clock.nanoTime() - beganNs);
            forcedFloorNs = floorNs; // before the sequence, for who asks whether all is forced
            SYNCED.setRelease(this, sequence);
        } catch (Throwable e) {
            fail(e);
            return 1;
        }
        ANSWERED.setRelease(this, number);
        ring.wakeUp();
        seal(); // a step each time: where somebody asks all the time, there is no other turn for it
        return 1;
    }

    private void count(long tookNs) {
        forces.add(1);
        timeNs.add(Math.max(0, tookNs)); // a clock of the caller's may go back
        longestNs.atLeast(tookNs);
    }

    /** {@return how often the journal was forced} Any thread. */
    public long forces() {
        return forces.get();
    }

    /** {@return how long all forces took together, in nanoseconds} Any thread. */
    public long timeNs() {
        return timeNs.get();
    }

    /** {@return how long the longest one took, in nanoseconds} Any thread. */
    public long longestNs() {
        return longestNs.get();
    }

    private boolean isDue() {
        if (intervalNs == 0) {
            return false;
        }
        long nowNs = clock.nanoTime();
        long passedNs = nowNs - forcedNs;
        if (passedNs >= 0
                && passedNs < intervalNs) { // a clock of the caller's may go back, or leap beyond all counting
            return false;
        }
        forcedNs = nowNs;
        return !isAllForced();
    }

    /**
     * Whether everything committed by now is known to be on the device. Any thread, does not wait.
     *
     * @return true when a force would have nothing to do
     */
    public boolean isAllForced() {
        return syncedSequence() >= journal.lastSequence() && forcedFloorNs >= journal.timeFloor();
    }

    private int seal() {
        if (resting) {
            long restedNs = clock.nanoTime() - restingSinceNs;
            if (restedNs >= 0 && restedNs < REST_NS) {
                return 0;
            }
        }
        resting = false;
        try {
            boolean more = journal.sealBehind();
            toldOfFullDisk &= more; // a step on the way to a seal needs no space, and says nothing of it
            return more ? 1 : 0;
        } catch (DiskFullException e) {
            resting = true; // space may come back, and whoever writes is told by the writer
            restingSinceNs = clock.nanoTime();
            tellOfFullDisk(e);
        } catch (Throwable e) {
            fail(e);
        }
        return 0;
    }

    private void tellOfFullDisk(DiskFullException cause) {
        if (!toldOfFullDisk) {
            toldOfFullDisk = true;
            errorHandler.onError(cause);
        }
    }

    private void fail(Throwable cause) {
        if (state.fail(cause)) {
            errorHandler.onError(cause);
        }
        ring.wakeUp();
    }

    /** Sleeps until somebody asks, or until it is time to look for itself. The forcing thread only. */
    public void park() {
        parked = Thread.currentThread();
        if (!isAsked() || state.isFailed()) {
            LockSupport.parkNanos(this, intervalNs == 0 ? PARK_NS : Math.min(PARK_NS, intervalNs));
        }
        parked = null;
    }
}
