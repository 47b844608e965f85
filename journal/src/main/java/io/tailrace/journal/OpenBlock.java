package io.tailrace.journal;

import io.tailrace.error.DiskFullException;
import io.tailrace.error.JournalException;
import io.tailrace.error.JournalFencedException;
import io.tailrace.error.LimitException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The block that is being composed, in the store's own memory. Nothing of it is visible before it is published. Not
 * thread safe: the appender's. Allocates nothing in steady state; a roll to the next segment does.
 */
final class OpenBlock {
    /** What records are composed in; it lies elsewhere after each call of {@link #begin} and {@link #ensure}. */
    final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    private final BlockStore store;
    private final SegmentMarks marks;
    private final long journalId;
    private final long epoch;
    private final int largestBytes;

    /** Bytes composed, 0 while the store has no block open for us. */
    private int length;

    /** End of what has been written to, beyond the length where a record failed half way. */
    private int dirtyEnd;

    private int room;
    private int records;
    private long firstSequence;
    private String failure;

    OpenBlock(BlockStore store, SegmentMarks marks, long journalId, long epoch, int largestBytes) {
        this.store = store;
        this.marks = marks;
        this.journalId = journalId;
        this.epoch = epoch;
        this.largestBytes = largestBytes;
    }

    int length() {
        return length;
    }

    int records() {
        return records;
    }

    int largestBytes() {
        return largestBytes;
    }

    /** Number of the segment that blocks go to. */
    int segment() {
        return store.segment();
    }

    /** Whether the segment has room for another block of any length. */
    boolean fitsSegment(int segmentBytes) {
        return store.usedBytes() + largestBytes <= segmentBytes;
    }

    boolean isFirstOfSegment() {
        return store.usedBytes() == 0;
    }

    void roll() {
        store.roll();
    }

    /** Begins a block; nothing is open when this throws. */
    void begin(long sequence) {
        try {
            room = store.begin(buffer, BlockDescriptor.HEADER_LENGTH + CatalogueDescriptor.ITEMS_OFFSET);
        } catch (DiskFullException | JournalFencedException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(e);
        }
        BlockDescriptor.header(buffer, store.segment(), epoch, journalId, sequence);
        firstSequence = sequence;
        length = BlockDescriptor.HEADER_LENGTH;
        dirtyEnd = length;
        records = 0;
    }

    /** Whether that much can be added, in this block or in the next, within the limit of a block. */
    boolean fits(long bytes) {
        return Math.max(length, BlockDescriptor.HEADER_LENGTH) + bytes <= largestBytes;
    }

    /** Whether that much can be added without asking the store. */
    boolean hasRoom(int bytes) {
        return length + bytes <= room;
    }

    /** Makes room; nothing has changed when this throws. */
    void ensure(long bytes) {
        if (!fits(bytes)) {
            throw new LimitException("largestBlockBytes", length + bytes, largestBytes);
        }
        if (length + bytes > room) {
            room = store.room(buffer, (int) (length + bytes));
        }
    }

    /** Where a record of that length is composed; it is in the block when it has been {@linkplain #add added}. */
    int next(int bytes) {
        dirtyEnd = length + bytes;
        return length;
    }

    void add(int bytes) {
        length += bytes;
        records++;
    }

    void publish(int flags, int changes, long timeNs) {
        if (dirtyEnd > length) {
            buffer.setMemory(length, dirtyEnd - length, (byte) 0);
        }
        BlockDescriptor.seal(buffer, flags, length, changes, records, timeNs);
        int segment = store.segment();
        int whole = length;
        length = 0;
        long position;
        try {
            position = store.commit(whole);
        } catch (Throwable e) {
            throw failed(e);
        }
        marks.mark(segment, position, firstSequence);
    }

    /** Gives the block up, if one is open. */
    void abandon() {
        if (length == 0) {
            return;
        }
        int dirtyBytes = Math.max(length, dirtyEnd);
        length = 0;
        try {
            store.abort(dirtyBytes);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Refuses what follows a failure of the store: nobody knows what it holds. */
    void checkUsable() {
        if (failure != null) {
            throw new JournalException("the journal failed and must be opened anew: cause=" + failure);
        }
    }

    /** Nothing is composed any more. */
    void end() {
        try {
            abandon();
        } finally {
            failure = "the journal is closed";
        }
    }

    private JournalException failed(Throwable cause) {
        failure = cause.toString();
        return new JournalException("the journal failed and must be opened anew: cause=" + failure, cause);
    }
}
