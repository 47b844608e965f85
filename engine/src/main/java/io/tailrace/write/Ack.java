package io.tailrace.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/**
 * The acknowledgement of one write, reusable. One thread hands it in and waits, the writer completes it.
 *
 * <p>An ack belongs to one write at a time: handing it in again while it is {@linkplain #isPending() pending} is an
 * {@link IllegalStateException}. Using it allocates nothing, except once at its first error.
 */
public final class Ack {
    private static final int IDLE = 0;
    private static final int PENDING = 1;
    private static final int DONE = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Ack.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Producer: IDLE or DONE -> PENDING. Writer: PENDING -> DONE, by release after the fields below.
    @SuppressWarnings("unused")
    private int state;

    private Outcome outcome = Outcome.RECEIVED;
    private WriteError error = WriteError.NONE;
    private long sequence;
    /** Made with the first error that one write is to blame for. */
    private BlamedWrite blamed;

    // Written by the producer before it hands in.
    private boolean synced;
    private long earlyTimeNs;
    private long clockNs;

    /** What it was handed in to, which knows what an error means. */
    private Ring ring;

    // Written by the waiting thread, read by the writer after a full fence.
    private Thread waiter;

    /** Makes an ack that belongs to no write yet. */
    public Ack() {}

    /** {@return whether the outcome is known} */
    public boolean isDone() {
        return (int) STATE.getAcquire(this) == DONE;
    }

    /** {@return whether a write is under way with this ack, from hand-in to decision} */
    public boolean isPending() {
        return (int) STATE.getAcquire(this) == PENDING;
    }

    /** Whether nothing was handed in with this ack, or what was is taken back. */
    boolean isIdle() {
        return (int) STATE.getAcquire(this) == IDLE;
    }

    /**
     * What the write did.
     *
     * @return the outcome, or {@link Outcome#RECEIVED} while it is not known
     */
    public Outcome outcome() {
        return isDone() ? outcome : Outcome.RECEIVED;
    }

    /**
     * Why nothing was written, or why nobody knows whether it was.
     *
     * @return the reason when the outcome is {@link Outcome#ERROR} or {@link Outcome#UNKNOWN}, otherwise
     *     {@link WriteError#NONE}
     */
    public WriteError error() {
        return isDone() ? error : WriteError.NONE;
    }

    /**
     * The sequence of the change.
     *
     * @return the sequence; for a write that changed nothing, the last one assigned when it was decided; 0 while
     *     pending
     */
    public long sequence() {
        return isDone() ? sequence : 0;
    }

    /**
     * Which write of a transaction was the reason of the error.
     *
     * @return its number from 0 in the order they were added; -1 for none, or when it is no single one
     */
    public int failedWrite() {
        return isDone() && blamed != null ? blamed.number() : BlamedWrite.ALONE;
    }

    /**
     * The table of the write that was the reason of the error, alone or in a transaction.
     *
     * @return its name; null for none, or when it is no single write
     */
    public String failedTable() {
        return isDone() && blamed != null ? blamed.table() : null;
    }

    /**
     * The key of the write that was the reason of the error, alone or in a transaction.
     *
     * @return a new String, Long, Double, Boolean, byte[], Instant or List of these; null for none, or when it is no
     *     single write
     */
    public Object failedKey() {
        return isDone() && blamed != null ? blamed.key() : null;
    }

    /** Which write was the reason, as messages say it. */
    String where() {
        return isDone() && blamed != null ? blamed.toString() : "";
    }

    /**
     * Turns an error into an exception, for callers that do not look at the outcome.
     *
     * @return this, with an outcome other than {@link Outcome#ERROR} and {@link Outcome#UNKNOWN}
     * @throws io.tailrace.error.WriteRefusedException for a duplicate key, another version, a document that is missing
     *     in a transaction, a dropped table, or a document or transaction over a limit
     * @throws io.tailrace.error.DiskFullException when there was no space for the change
     * @throws io.tailrace.error.EarlyTimeException when the write brought a time too far ahead of the clock
     * @throws io.tailrace.error.EngineFailedException when the engine failed first
     * @throws io.tailrace.error.EngineClosedException when the engine was closed first
     * @throws io.tailrace.error.UnsyncedException when it was to be synced and forcing it failed
     * @throws IllegalStateException while the write is pending
     */
    public Ack orThrow() {
        if (isPending()) {
            throw new IllegalStateException("ack is pending, its outcome is not known: wait for it first");
        }
        if (error() != WriteError.NONE) {
            throw ring.refusal(this);
        }
        return this;
    }

    /** Decides one that was not handed in, because there turned out to be nothing to write. */
    Ack skip(long lastSequence) {
        begin(null, false);
        decide(Outcome.SKIPPED, WriteError.NONE, lastSequence);
        publish();
        return this;
    }

    /** Forgets the write before, for one of which nobody is going to know what it did. */
    Ack forget() {
        begin(null, false);
        cancel();
        return this;
    }

    void begin(Ring takenBy, boolean onDevice) {
        if ((int) STATE.getAcquire(this) == PENDING) {
            throw new IllegalStateException("ack is pending: wait for it, or use one ack for each write in flight");
        }
        outcome = Outcome.RECEIVED;
        error = WriteError.NONE;
        sequence = 0;
        if (blamed != null) {
            blamed.clear();
        }
        waiter = null;
        ring = takenBy;
        synced = onDevice;
        STATE.setRelease(this, PENDING);
    }

    /** Takes back a hand-in that never reached the ring. */
    void cancel() {
        STATE.setRelease(this, IDLE);
    }

    /** Sets what {@link #publish()} is going to show. Writer only. */
    void decide(Outcome outcome, WriteError error, long sequence) {
        this.outcome = outcome;
        this.error = error;
        this.sequence = sequence;
    }

    /** Whether the write under way is one of that ring. */
    boolean isOf(Ring other) {
        return ring == other;
    }

    /** The sequence of what was decided, before it is shown. Writer only. */
    long decidedAt() {
        return sequence;
    }

    /** Whether the write was carried out and is to show only when it is on the device. Writer only. */
    boolean waitsForDevice() {
        return synced && error == WriteError.NONE;
    }

    /** Forgets what was decided, because the device has failed after it. Writer only. */
    void unsynced() {
        outcome = Outcome.UNKNOWN;
        error = WriteError.NOT_SYNCED;
    }

    /** Sets which write was refused. Writer only. */
    void blame(int write, String table, DirectBuffer source, int keyOffset, int keyLength) {
        if (blamed == null) {
            blamed = new BlamedWrite();
        }
        blamed.blame(write, table, source, keyOffset, keyLength);
    }

    /** Sets which time was refused, and when. Writer only. */
    void early(long timeNs, long engineNs) {
        earlyTimeNs = timeNs;
        clockNs = engineNs;
    }

    /** The time that was refused, of an ack that says so. */
    long earlyTimeNs() {
        return earlyTimeNs;
    }

    /** The engine's time when it was refused. */
    long clockNs() {
        return clockNs;
    }

    /** Shows the decision. Writer only; {@link #wake()} follows after one full fence for a whole batch. */
    void publish() {
        STATE.setRelease(this, DONE);
    }

    /** Wakes the producer if it sleeps. Writer only. */
    void wake() {
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Sleeps until the writer wakes this thread, at most the given time. */
    void sleep(long maxNs) {
        waiter = Thread.currentThread();
        VarHandle.fullFence();
        if ((int) STATE.getAcquire(this) == PENDING) {
            LockSupport.parkNanos(this, maxNs);
        }
    }

    @Override
    public String toString() {
        return isDone()
                ? outcome + " sequence=" + sequence + (error == WriteError.NONE ? "" : " error=" + error + where())
                : isPending() ? "pending" : "received";
    }
}
