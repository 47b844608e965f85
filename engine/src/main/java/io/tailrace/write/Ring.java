package io.tailrace.write;

import static io.tailrace.write.MessageDescriptor.DOCUMENT_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.HASH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_OFFSET;
import static io.tailrace.write.MessageDescriptor.NONE;
import static io.tailrace.write.MessageDescriptor.OPERATION_OFFSET;
import static io.tailrace.write.MessageDescriptor.SLOTS_OFFSET;
import static io.tailrace.write.MessageDescriptor.TABLE_OFFSET;
import static io.tailrace.write.MessageDescriptor.TIME_OFFSET;
import static io.tailrace.write.MessageDescriptor.VERSION_OFFSET;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.tailrace.bytes.KeyHash;
import io.tailrace.document.MeasuredDocument;
import io.tailrace.error.BackPressureException;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.EarlyTimeException;
import io.tailrace.error.TailraceException;
import io.tailrace.error.UnsyncedException;
import io.tailrace.error.WriteRefusedException;
import io.tailrace.error.WriteRefusedException.Reason;
import io.tailrace.error.WriteTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ring that all writes go through. Any number of producers, one writer.
 *
 * <p>Nothing runs between claim and publish but copies and encodings whose lengths were checked before; if even so one
 * fails, the claimed slots are published as padding and the ack is idle again, so that no slot is ever left unpublished
 * and no ack pending. A transaction too large for the ring is handed over by stores alone, of which none can fail.
 *
 * @hidden
 */
public final class Ring {
    /** The time of a write that brings none of its own. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** What a write that brings an earlier one is given. */
    public static final long EARLIEST_TIME = NO_TIME + 1;

    /** The expected version of a write that comes whatever is stored. */
    public static final long ANY_VERSION = -1;

    /** Enough to make the price of a claim small, few enough that a claim seldom waits for all of them. */
    private static final int MOST_SLOTS_A_CLAIM = 64;

    /*
     * A message takes consecutive slots and has to be contiguous in the arena. A producer learns where its claim begins
     * only after claiming, so one that would run over the end of the arena is published as padding and claimed anew. A
     * multi-slot message is copied whole before its first slot is published: the writer takes it at that slot.
     *
     * A producer wakes the writer at no cost but that of a load. Its claim is a compare-and-set of the cursor, which is
     * as good as a fence; after that, when it has published, it looks for the announcement of a sleep. The writer
     * announces, fences and looks at the cursor. So a producer that did not see the announcement has claimed before
     * that look, and the writer does not sleep, published or not; one that claims after it sees the announcement. No
     * publish is missed; the bound on the sleep is there for what is not foreseen.
     */
    private final RingBuffer<Slot> slots;
    private final UnsafeBuffer arena;
    private final EngineState state;
    private final Waiting waiting;
    private final NanoClock nanoClock;
    private final long hashSeed;
    private final BackPressure backPressure;
    private final long timeoutNs;
    private final long earlinessNs;
    private final int slotBytes;
    private final int capacity;

    /** Whether the writer has taken all slots, none of which holds anything then. */
    private volatile boolean sealed;

    /** Set by a producer, cleared by the writer: what goes around the arena is bounded to one transaction. */
    private final AtomicBoolean largeUnderWay = new AtomicBoolean();

    private final AtomicLong waits = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();

    /** The writer's thread sleeps by it, alone. */
    private final Sleeper sleeper = new Sleepers().add();

    /**
     * Makes an empty ring.
     *
     * @param settings sizes and what to do when it is full
     * @param state of the engine
     * @param waiting how a producer waits
     * @param nanoClock for the timeout
     * @param hashSeed of the indexes: producers hash keys, not the writer
     */
    public Ring(WriteSettings settings, EngineState state, Waiting waiting, NanoClock nanoClock, long hashSeed) {
        this.state = state;
        this.waiting = waiting;
        this.nanoClock = nanoClock;
        this.hashSeed = hashSeed;
        slotBytes = settings.slotBytes();
        capacity = settings.ringSlots();
        backPressure = settings.backPressure();
        timeoutNs = settings.timeoutNs();
        earlinessNs = settings.earlinessNs();
        arena = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.multiplyExact(capacity, slotBytes)));
        int[] next = new int[1];
        // Nobody waits on the ring's own barrier; a strategy that signals would take a lock at every publish.
        slots = RingBuffer.createMultiProducer(
                () -> new Slot(slotBytes * next[0]++), capacity, new YieldingWaitStrategy());
    }

    /**
     * Puts one message into the ring. Does not wait for the writer but for room.
     *
     * @param operation what to do
     * @param table id of the table
     * @param ownTimeNs time of the write in epoch ns, or {@link #NO_TIME} for the engine's
     * @param version expected version, 0 for no document, or {@link #ANY_VERSION}
     * @param key encoded key
     * @param keyLength its bytes
     * @param document encoded document, or null
     * @param documentOffset where it begins
     * @param documentLength its bytes; the message as a whole must not be over half of the arena
     * @param ack to complete, or null; must not be pending
     * @param synced whether the ack is to be completed only when the write is on the device
     * @throws BackPressureException without room, with {@link BackPressure#REFUSE}
     * @throws WriteTimeoutException without room in time, with {@link BackPressure#TIMEOUT}
     */
    public void send(
            Operation operation,
            int table,
            long ownTimeNs,
            long version,
            DirectBuffer key,
            int keyLength,
            DirectBuffer document,
            int documentOffset,
            int documentLength,
            Ack ack,
            boolean synced) {
        int length = document == null ? NONE : documentLength;
        send(operation, table, ownTimeNs, version, key, keyLength, document, documentOffset, null, length, ack, synced);
    }

    /**
     * Puts one message into the ring whose document is encoded there, straight into its place. Does not wait for the
     * writer but for room.
     *
     * @param operation what to do
     * @param table id of the table
     * @param ownTimeNs time of the write in epoch ns, or {@link #NO_TIME} for the engine's
     * @param version expected version, 0 for no document, or {@link #ANY_VERSION}
     * @param key encoded key
     * @param keyLength its bytes
     * @param measured document
     * @param documentLength the bytes that it was measured to have
     * @param ack to complete, or null; must not be pending
     * @param synced whether the ack is to be completed only when the write is on the device
     * @throws BackPressureException without room, with {@link BackPressure#REFUSE}
     * @throws WriteTimeoutException without room in time, with {@link BackPressure#TIMEOUT}
     */
    public void send(
            Operation operation,
            int table,
            long ownTimeNs,
            long version,
            DirectBuffer key,
            int keyLength,
            MeasuredDocument measured,
            int documentLength,
            Ack ack,
            boolean synced) {
        send(operation, table, ownTimeNs, version, key, keyLength, null, 0, measured, documentLength, ack, synced);
    }

    private void send(
            Operation operation,
            int table,
            long ownTimeNs,
            long version,
            DirectBuffer key,
            int keyLength,
            DirectBuffer document,
            int documentOffset,
            MeasuredDocument measured,
            int documentLength,
            Ack ack,
            boolean synced) {
        int count = slotCount(MessageDescriptor.messageLength(keyLength, documentLength));
        long hash = KeyHash.hash(hashSeed, key, 0, keyLength);
        if (ack != null) {
            ack.begin(this, synced);
        }
        long first = claim(count, ack);
        Slot slot = slots.get(first);
        int offset = slot.offset;
        boolean complete = false;
        try {
            arena.putLong(offset + TIME_OFFSET, ownTimeNs);
            arena.putLong(offset + VERSION_OFFSET, version);
            arena.putLong(offset + HASH_OFFSET, hash);
            arena.putShort(offset + TABLE_OFFSET, (short) table);
            arena.putInt(offset + KEY_LENGTH_OFFSET, keyLength);
            arena.putInt(offset + DOCUMENT_LENGTH_OFFSET, documentLength);
            arena.putBytes(offset + KEY_OFFSET, key, 0, keyLength);
            int target = offset + MessageDescriptor.documentOffset(keyLength);
            if (measured != null) {
                measured.encode(arena, target);
            } else if (document != null) {
                arena.putBytes(target, document, documentOffset, documentLength);
            }
            if (ack != null) {
                slot.ack = ack; // the writer has left null, and shares the line
            }
            complete = true;
        } finally {
            publish(first, count, complete ? operation : Operation.PADDING);
            if (!complete && ack != null) {
                ack.cancel();
            }
        }
    }

    /**
     * Puts all writes that were gathered into the ring, in their order, as many as {@value #MOST_SLOTS_A_CLAIM} slots
     * hold with one claim. Does not wait for the writer but for room.
     *
     * @param writes without those that are in the ring when this throws
     * @param synced whether their acks are to be completed only when the write is on the device
     * @throws BackPressureException without room, with {@link BackPressure#REFUSE}
     * @throws WriteTimeoutException without room in time, with {@link BackPressure#TIMEOUT}
     * @throws IllegalStateException for an ack that is pending
     */
    public void send(Gathered writes, boolean synced) {
        int mostSlots = Math.min(MOST_SLOTS_A_CLAIM, capacity / 4);
        while (writes.size() > 0) {
            int count = 1;
            int needed = slotCount(writes.length(0));
            while (count < writes.size() && needed + slotCount(writes.length(count)) <= mostSlots) {
                needed += slotCount(writes.length(count++));
            }
            send(writes, count, needed, synced);
            writes.remove(count);
        }
    }

    private void send(Gathered writes, int count, int needed, boolean synced) {
        int begun = 0;
        long first = NONE;
        boolean complete = false;
        try {
            while (begun < count) {
                begin(writes.ack(begun), synced);
                begun++;
            }
            first = claim(needed);
            long at = first;
            for (int i = 0; i < count; i++) {
                at = put(writes, i, at);
            }
            putAcks(writes, count, first);
            complete = true;
        } finally {
            if (complete) {
                slots.publish(first, first + needed - 1);
                sleeper.wakeFenced();
            } else {
                if (first != NONE) {
                    publish(first, needed, Operation.PADDING);
                }
                cancel(writes, begun);
            }
        }
    }

    /** Copies a message to its slots; returns the one that follows them. */
    private long put(Gathered writes, int write, long at) {
        Slot slot = slots.get(at);
        int length = writes.length(write);
        int count = slotCount(length);
        arena.putBytes(slot.offset, writes.bytes(), writes.offset(write), length);
        arena.putInt(slot.offset + SLOTS_OFFSET, count);
        return at + count;
    }

    /** After all that can fail: of what is passed over the writer looks at the first slot alone. */
    private void putAcks(Gathered writes, int count, long first) {
        long at = first;
        for (int i = 0; i < count; i++) {
            Ack ack = writes.ack(i);
            if (ack != null) {
                slots.get(at).ack = ack;
            }
            at += slotCount(writes.length(i));
        }
    }

    private void begin(Ack ack, boolean synced) {
        if (ack != null) {
            ack.begin(this, synced);
        }
    }

    private void cancel(Gathered writes, int count) {
        for (int i = 0; i < count; i++) {
            if (writes.ack(i) != null) {
                writes.ack(i).cancel();
            }
        }
    }

    private int slotCount(int messageLength) {
        return (messageLength + slotBytes - 1) / slotBytes;
    }

    /**
     * Puts the writes of a transaction into the ring: through the arena, or, where they take more than half of it, by
     * handing their memory itself to the writer, which frees it. One such transaction is under way at a time.
     *
     * @param batch with the writes; empty when this returns
     * @param ownTimeNs as in {@link #send}
     * @param ack as in {@link #send}
     * @param synced as in {@link #send}
     * @throws BackPressureException as {@link #send}, also while another large transaction is under way
     * @throws WriteTimeoutException as {@link #send}
     */
    public void send(Batch batch, long ownTimeNs, Ack ack, boolean synced) {
        int length = batch.length();
        if (length <= largestMessage() - KEY_OFFSET) {
            send(Operation.TRANSACTION, 0, ownTimeNs, 0, batch.buffer(), 0, batch.buffer(), 0, length, ack, synced);
            batch.clear();
            return;
        }
        ExpandableDirectByteBuffer next = Batch.newBuffer(); // nothing may fail after the claim
        if (ack != null) {
            ack.begin(this, synced);
        }
        long first = claimLarge(ack);
        Slot slot = slots.get(first);
        int offset = slot.offset;
        arena.putLong(offset + TIME_OFFSET, ownTimeNs);
        arena.putInt(offset + KEY_LENGTH_OFFSET, 0);
        arena.putInt(offset + DOCUMENT_LENGTH_OFFSET, length);
        slot.writes = batch.handOver(next);
        slot.ack = ack;
        publish(first, 1, Operation.TRANSACTION);
    }

    /** The writer is through with a large transaction: frees its memory and lets the next one in. */
    void release(ByteBuffer writes) {
        BufferUtil.free(writes);
        largeUnderWay.set(false);
    }

    /** Wakes the writer if it sleeps or is going to, for what was brought about before. Any thread. */
    void wakeUp() {
        sleeper.wake();
    }

    /** What the thread of the writer sleeps by. */
    Sleeper sleeper() {
        return sleeper;
    }

    /** {@return how many slots there are} */
    public int capacity() {
        return capacity;
    }

    /** {@return how many slots hold what the writer is not through with, of about now} Any thread. */
    public long used() {
        long used = slots.getCursor() - slots.getMinimumGatingSequence();
        return sealed ? 0 : Math.max(0, used);
    }

    /** {@return how often a write has waited for room} Any thread. */
    public long waits() {
        return waits.get();
    }

    /** {@return how often a write was turned away for want of room} Any thread. */
    public long turnedAway() {
        return turnedAway.get();
    }

    /**
     * Whether nothing was claimed after a slot. Who has announced a sleep before it asks may sleep if so.
     *
     * @param taken sequence of the last slot the writer has taken
     */
    boolean isTakenUpTo(long taken) {
        return slots.getCursor() == taken;
    }

    /** Whether the message that begins at a slot is there to be read; of one that comes before all that are. */
    boolean isPublished(long sequence) {
        return slots.isAvailable(sequence);
    }

    /** Where the slice of a slot begins in the arena. */
    int offset(long sequence) {
        return (int) (sequence & (capacity - 1)) * slotBytes;
    }

    /**
     * Longest message that there is always room for in time.
     *
     * @return bytes, half of the arena
     */
    public int largestMessage() {
        return arena.capacity() / 2;
    }

    private void publish(long first, int count, Operation operation) {
        int offset = slots.get(first).offset;
        arena.putInt(offset + SLOTS_OFFSET, count);
        arena.putByte(offset + OPERATION_OFFSET, (byte) operation.ordinal());
        slots.publish(first, first + count - 1);
        sleeper.wakeFenced();
    }

    /** Claims slots that are contiguous in the arena, or takes back the hand-in of the ack. */
    private long claim(int count, Ack ack) {
        boolean claimed = false;
        try {
            long first = claim(count);
            claimed = true;
            return first;
        } finally {
            if (!claimed && ack != null) {
                ack.cancel();
            }
        }
    }

    private long claim(int count) {
        int round = 0;
        long deadlineNs = 0;
        BackPressureEvent event = null;
        while (true) {
            state.check();
            try {
                long first = slots.tryNext(count) - count + 1;
                if ((first & (capacity - 1)) + count <= capacity) {
                    if (event != null) {
                        BackPressureEvent.end(event, count);
                    }
                    return first;
                }
                publish(first, count, Operation.PADDING);
            } catch (InsufficientCapacityException e) {
                event = round == 0 ? BackPressureEvent.started() : event;
                deadlineNs = idle("ring is full: slots=" + capacity + " needed=" + count, round++, deadlineNs);
            }
        }
    }

    /** Claims a slot, and the right to have a large transaction under way, or neither. */
    private long claimLarge(Ack ack) {
        boolean granted = false;
        boolean claimed = false;
        try {
            int round = 0;
            long deadlineNs = 0;
            while (!granted) {
                state.check();
                granted = largeUnderWay.compareAndSet(false, true);
                if (!granted) {
                    deadlineNs = idle(
                            "another transaction over half of the ring is under way: halfBytes=" + largestMessage(),
                            round++,
                            deadlineNs);
                }
            }
            long first = claim(1);
            claimed = true;
            return first;
        } finally {
            if (!claimed) {
                if (granted) {
                    largeUnderWay.set(false);
                }
                if (ack != null) {
                    ack.cancel();
                }
            }
        }
    }

    /** One round of waiting for the writer, or the refusal; returns the deadline. */
    private long idle(String full, int round, long deadlineNs) {
        long untilNs = deadlineNs;
        if (backPressure == BackPressure.REFUSE) {
            turnedAway.incrementAndGet();
            throw new BackPressureException(full + ", retry later or configure backPressure");
        }
        if (backPressure == BackPressure.TIMEOUT) {
            long nowNs = nanoClock.nanoTime();
            untilNs = round == 0 ? nowNs + timeoutNs : deadlineNs;
            if (nowNs - untilNs >= 0) {
                turnedAway.incrementAndGet();
                throw new WriteTimeoutException(
                        "ring had no room in time, nothing was written: " + full + " timeoutNs=" + timeoutNs);
            }
        }
        if (round == 0) {
            waits.incrementAndGet();
        }
        waiting.idle(null, round);
        return untilNs;
    }

    /**
     * Waits until a write is decided.
     *
     * @param ack that was sent
     * @return the same ack, done
     * @throws IllegalStateException when no write is under way with this ack, or one of another engine: it would be
     *     waited for in vain
     * @throws DiskFullException when there was no space for the change
     * @throws EarlyTimeException when the write brought a time too far ahead of the clock
     * @throws UnsyncedException when it was to be synced and forcing it failed: it may or may not be on the disk
     * @throws io.tailrace.error.EngineFailedException when the engine failed first
     * @throws io.tailrace.error.EngineClosedException when the engine was closed first
     */
    public Ack await(Ack ack) {
        int round = 0;
        if (ack.isIdle()) {
            throw new IllegalStateException("ack belongs to no write that tells of its outcome: commit with it first; a"
                    + " commit that throws has handed nothing in, and commit(RECEIVED) tells nothing more");
        }
        if (ack.isPending() && !ack.isOf(this)) {
            throw new IllegalStateException("ack is of a write of another engine: wait for it with that engine");
        }
        while (!ack.isDone()) {
            if (state.isClosed() && !ack.isDone()) {
                throw state.isFailed() ? state.failed() : state.closed();
            }
            waiting.idle(ack, round++);
        }
        switch (ack.error()) {
            case ENGINE_DOWN, NOT_SYNCED, TIME_TOO_EARLY, NO_SPACE -> throw refusal(ack);
            default -> {}
        }
        return ack;
    }

    /** The typed error of a write that was not carried out. */
    TailraceException refusal(Ack ack) {
        return switch (ack.error()) {
            case NONE -> throw new IllegalStateException("no error in " + ack);
            case ENGINE_DOWN -> state.isFailed() ? state.failed() : state.closed();
            case NOT_SYNCED -> new UnsyncedException(ack.sequence(), state.failure());
            case TIME_TOO_EARLY -> new EarlyTimeException(ack.earlyTimeNs(), ack.clockNs(), earlinessNs);
            case NO_SPACE ->
                new DiskFullException("no space for the change, nothing was written: free some, then write again; reads"
                        + " and feeds go on");
            case DUPLICATE_KEY -> refused(ack, Reason.DUPLICATE_KEY, "upsert or update what is there");
            case VERSION_MISMATCH -> refused(ack, Reason.VERSION_MISMATCH, "read the document again");
            case VERSION_UNKNOWN ->
                refused(
                        ack,
                        Reason.VERSION_UNKNOWN,
                        "an earlier write of the transaction has written the document: put the condition on that one");
            case NO_SUCH_DOCUMENT ->
                refused(
                        ack,
                        Reason.NO_SUCH_DOCUMENT,
                        "there is nothing to update or replace: upsert it, or say skipMissing() to go on without it");
            case NO_SUCH_TABLE -> refused(ack, Reason.NO_SUCH_TABLE, "ask the engine for the table again");
            case DOCUMENT_LIMIT -> refused(ack, Reason.DOCUMENT_LIMIT, "see the limits of the configuration");
            case TRANSACTION_LIMIT -> refused(ack, Reason.TRANSACTION_LIMIT, "split it, or raise segmentBytes");
            case CURSOR_MOVED ->
                refused(
                        ack,
                        Reason.CURSOR_MOVED,
                        "a transaction before it was refused, or another feed has had the cursor: close the feed and"
                                + " open it again, it goes on from the last position that was committed");
        };
    }

    private static TailraceException refused(Ack ack, Reason reason, String advice) {
        return new WriteRefusedException(
                reason, ack.where(), ack.failedWrite(), ack.failedTable(), ack.failedKey(), advice);
    }

    /**
     * Refuses a call that is going to wait for the writer where that would be in vain; before anything is handed in.
     *
     * @throws io.tailrace.error.IllegalBlockingCallException inside the duty cycle that it would wait for
     */
    public void checkMayWait() {
        waiting.check();
    }

    /** A poller whose progress frees the slots. */
    EventPoller<Slot> poller() {
        EventPoller<Slot> poller = slots.newPoller();
        slots.addGatingSequences(poller.getSequence());
        return poller;
    }

    /** The seed by which keys are hashed. */
    long hashSeed() {
        return hashSeed;
    }

    EngineState state() {
        return state;
    }

    UnsafeBuffer arena() {
        return arena;
    }

    /**
     * Takes the whole ring, so that every later claim finds it full and no message is between claim and publish.
     *
     * @return false while something is still to be consumed
     */
    boolean seal() {
        try {
            slots.tryNext(capacity);
            sealed = true;
            return true;
        } catch (InsufficientCapacityException e) {
            return false;
        }
    }
}
