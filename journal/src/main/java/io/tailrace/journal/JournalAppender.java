package io.tailrace.journal;

import io.tailrace.document.CatalogueSink;
import io.tailrace.document.DeltaEncoder;
import io.tailrace.error.JournalException;
import io.tailrace.error.LimitException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Extends the journal, one open block at a time. For the writer thread only. Allocates nothing in steady state; a roll
 * to the next segment does.
 *
 * <p>Changes are composed in place in the store's memory with one copy from their source. Nothing is visible before
 * {@link #commit}; {@link #abort} leaves nothing behind. New names and shapes of the dictionary are written by
 * themselves before the first change after them.
 */
public final class JournalAppender implements CatalogueSink {
    /**
     * What {@link #compare} answers where documents are equal in all their bytes.
     *
     * @hidden
     */
    public static final int SAME = 0;

    /**
     * What {@link #compare} answers where a value differs.
     *
     * @hidden
     */
    public static final int DIFFERENT = 1;

    /**
     * What {@link #compare} answers where bytes differ and values may be equal.
     *
     * @hidden
     */
    public static final int UNKNOWN = 2;

    private final OpenBlock block;
    private final UnsafeBuffer buffer;
    private final CatalogueWriter names;
    private final Progress progress;
    private final int segmentBytes;
    private final DeltaEncoder delta = new DeltaEncoder();

    private long committedBlocks;
    private long lastSequence;
    private long lastTimeNs;
    private long clamped;
    private boolean catalogueDue;
    /** Whether nothing stands after the catalogue of the segment: a new one would have no more room. */
    private boolean onlyCatalogue;

    private boolean open;
    private long openTimeNs;
    private int changes;
    private int flags;
    private long blockTimeNs;
    private long timeNs;
    private long clampedInBlock;

    JournalAppender(OpenBlock block, Catalogue catalogue, Progress progress, boolean catalogueDue, int segmentBytes) {
        this.block = block;
        this.progress = progress;
        this.catalogueDue = catalogueDue;
        this.segmentBytes = segmentBytes;
        buffer = block.buffer;
        names = new CatalogueWriter(catalogue, block);
        lastSequence = progress.lastSequence();
        lastTimeNs = progress.timeFloorNs();
    }

    /**
     * Opens a block, in a new segment where one is due.
     *
     * @param timeNs the writer's time in nanoseconds since 1970, for a block that gets no change
     * @throws io.tailrace.error.DiskFullException when there is no space; nothing is open then and a later call may
     *     succeed
     * @throws JournalException when the store failed; the journal is unusable then and must be opened anew
     */
    public void open(long timeNs) {
        block.checkUsable();
        if (open) {
            throw new IllegalStateException("a block is open: commit or abort it first");
        }
        openTimeNs = timeNs;
        changes = 0;
        flags = 0;
        clampedInBlock = 0;
        this.timeNs = lastTimeNs;
        claim();
        open = true;
        names.opened();
    }

    /**
     * Opens a block as {@link #open(long)} and makes room in it. What is new in the dictionary stands in blocks before
     * it where one has no room for both.
     *
     * @param timeNs as in {@link #open(long)}
     * @param bytes as in {@link #ensure}
     * @throws io.tailrace.error.DiskFullException when there is no space; a later call of this or of {@link #ensure}
     *     may succeed
     * @throws LimitException as {@link #ensure}
     */
    public void open(long timeNs, int bytes) {
        if (!fits(bytes)) {
            writeNames(timeNs);
        }
        open(timeNs);
        ensure(bytes);
    }

    /**
     * Makes sure that a record fits: in the open block, else in a new one after committing that.
     *
     * @param timeNs as in {@link #open(long)}
     * @param bytes of the record
     * @throws io.tailrace.error.DiskFullException as {@link #ensure}
     * @throws LimitException as {@link #ensure}
     */
    public void prepare(long timeNs, int bytes) {
        if (open && !fits(bytes)) {
            commit();
        }
        if (open) {
            ensure(bytes);
        } else {
            open(timeNs, bytes);
        }
    }

    /** {@return whether a block is open} */
    public boolean isOpen() {
        return open;
    }

    /** {@return the length of the open block so far in bytes, its header included; 0 when no block is open} */
    public int blockLength() {
        return open ? block.length() : 0;
    }

    /** {@return how many changes are in the open block so far} */
    public int changeCount() {
        return open ? changes : 0;
    }

    /**
     * Bytes that a change takes in a block.
     *
     * @param keyLength length of the encoded key
     * @param oldLength length of the old document, negative when there is none
     * @param newLength length of the new document, negative when there is none
     * @return bytes, a multiple of 8
     */
    public static int changeBytes(int keyLength, int oldLength, int newLength) {
        return ChangeDescriptor.length(keyLength, oldLength, newLength);
    }

    /**
     * Whether that much can stand in a block in which nothing else does.
     *
     * @param bytes what a block is to hold
     * @return false when it is more than a block takes
     */
    public boolean fitsAlone(long bytes) {
        return BlockDescriptor.HEADER_LENGTH + bytes <= block.largestBytes();
    }

    /**
     * Whether that much more can stand in the open block, or in the next one, within the limit of a block, after what
     * is new in the dictionary.
     *
     * @param bytes what is to be added
     * @return false when the block must be committed first
     */
    public boolean fits(int bytes) {
        return block.fits(bytes + names.newBytes());
    }

    /** Writes what is new in the dictionary in blocks of its own, so that it takes no room from what comes after it. */
    private void writeNames(long timeNs) {
        while (names.newBytes() > 0) {
            open(timeNs);
            try {
                names.catchUp();
                commit();
            } finally {
                abort();
            }
        }
    }

    /**
     * Makes room in the open block, after what is new in the dictionary.
     *
     * @param bytes what is to be added
     * @throws io.tailrace.error.DiskFullException when there is no space; nothing has changed then and a later call may
     *     succeed
     * @throws LimitException when the block would become larger than a block may be
     */
    public void ensure(int bytes) {
        checkOpen();
        names.ensure(bytes);
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("no block is open");
        }
    }

    /** Notes that there is something new in the dictionary: it is written before the next change. */
    @Override
    public void onField(int id, DirectBuffer name, int offset, int nameLength) {
        names.grew();
    }

    /** Notes that there is something new in the dictionary: it is written before the next change. */
    @Override
    public void onShape(int id, int[] fieldIds, int count) {
        names.grew();
    }

    /**
     * Writes the catalogue record of a new table; {@link #tableCreated} follows, and there is room for it then. The
     * table is known when the block is committed.
     *
     * @param id next free id, {@link TableCatalogue#size()}
     * @param name its name
     * @param keyField the field that holds the key
     * @throws LimitException when there are too many tables, or no room for the definition in the catalogue
     */
    public void table(int id, CharSequence name, CharSequence keyField) {
        checkOpen();
        names.table(id, name.toString(), keyField.toString());
    }

    /**
     * Writes the catalogue record of a new index; {@link #indexCreated} follows, and there is room for it then. The
     * index is known when the block is committed.
     *
     * @param id next free id, {@link IndexCatalogue#size()}
     * @param tableId its table
     * @param name its name
     * @param expression text of what a document is listed under
     * @param multi whether each element of an array is a key
     * @throws LimitException when there are too many indexes, no room for the definition in the catalogue, or it takes
     *     more than half a block
     */
    public void index(int id, int tableId, CharSequence name, CharSequence expression, boolean multi) {
        checkOpen();
        names.index(id, tableId, name.toString(), expression.toString(), multi);
    }

    /**
     * Writes one change. What comes in is copied.
     *
     * @param tableId its table
     * @param changeTimeNs its time in nanoseconds since 1970; moved forward to that of the change before when it lies
     *     before it
     * @param key the encoded key
     * @param keyOffset where it begins
     * @param keyLength its length
     * @param oldDocument the document before
     * @param oldOffset where it begins
     * @param oldLength its length, negative when there was none
     * @param newDocument the document after
     * @param newOffset where it begins
     * @param newLength its length, negative when there is none
     * @return its sequence, valid when the block is committed
     * @throws io.tailrace.error.DiskFullException as {@link #ensure}
     * @throws LimitException as {@link #ensure}
     */
    public long change(
            int tableId,
            long changeTimeNs,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer oldDocument,
            int oldOffset,
            int oldLength,
            DirectBuffer newDocument,
            int newOffset,
            int newLength) {
        if (oldLength >= 0 && newLength >= 0) {
            delta.measure(oldDocument, oldOffset, oldLength, newDocument, newOffset, newLength);
            return compared(tableId, changeTimeNs, key, keyOffset, keyLength);
        }
        int recordFlags =
                (oldLength < 0 ? 0 : ChangeDescriptor.FLAG_OLD) | (newLength < 0 ? 0 : ChangeDescriptor.FLAG_NEW);
        int oldBytes = Math.max(oldLength, 0);
        int newBytes = Math.max(newLength, 0);
        int recordLength = ChangeDescriptor.length(keyLength, oldBytes, newBytes);
        int record = begin(recordLength, RecordKind.CHANGE, recordFlags, tableId, changeTimeNs);
        ChangeDescriptor.sizes(buffer, record, timeNs - blockTimeNs, keyLength, oldBytes, newBytes);
        int at = part(ChangeDescriptor.keyOffset(record), key, keyOffset, keyLength);
        if (oldBytes > 0) {
            at = part(at, oldDocument, oldOffset, oldBytes);
        }
        if (newBytes > 0) {
            part(at, newDocument, newOffset, newBytes);
        }
        return finish(recordLength);
    }

    /**
     * Compares the documents of a change, once for who asks whether it is one and for {@link #compared}.
     *
     * @param oldDocument the document before
     * @param oldOffset where it begins
     * @param oldLength its length
     * @param newDocument the document after
     * @param newOffset where it begins
     * @param newLength its length
     * @return {@link #SAME}, {@link #DIFFERENT}, or {@link #UNKNOWN} where they have to be compared by value
     * @hidden
     */
    public int compare(
            DirectBuffer oldDocument,
            int oldOffset,
            int oldLength,
            DirectBuffer newDocument,
            int newOffset,
            int newLength) {
        delta.measure(oldDocument, oldOffset, oldLength, newDocument, newOffset, newLength);
        return delta.isNone() ? SAME : delta.tellsApart() ? DIFFERENT : UNKNOWN;
    }

    /**
     * Writes one change, of the documents that were compared last, which are as they were then. What comes in is
     * copied.
     *
     * @param tableId its table
     * @param changeTimeNs its time, as in {@link #change}
     * @param key the encoded key
     * @param keyOffset where it begins
     * @param keyLength its length
     * @return its sequence, valid when the block is committed
     * @throws io.tailrace.error.DiskFullException as {@link #ensure}
     * @throws LimitException as {@link #ensure}
     * @hidden
     */
    public long compared(int tableId, long changeTimeNs, DirectBuffer key, int keyOffset, int keyLength) {
        DeltaEncoder documents = delta;
        boolean isDelta = documents.measured() != DeltaEncoder.WHOLE;
        int oldBytes = isDelta ? documents.measured() : documents.oldLength();
        int newBytes = documents.newLength();
        int recordLength = ChangeDescriptor.length(keyLength, oldBytes, newBytes);
        int recordFlags = ChangeDescriptor.FLAG_OLD
                | ChangeDescriptor.FLAG_NEW
                | (isDelta ? ChangeDescriptor.FLAG_OLD_IS_DELTA : 0);
        int record = begin(recordLength, RecordKind.CHANGE, recordFlags, tableId, changeTimeNs);
        ChangeDescriptor.sizes(buffer, record, timeNs - blockTimeNs, keyLength, oldBytes, newBytes);
        int at = part(ChangeDescriptor.keyOffset(record), key, keyOffset, keyLength);
        if (isDelta) {
            documents.write(buffer, at);
            at += oldBytes;
        } else {
            at = part(at, documents.oldBuffer(), documents.oldOffset(), oldBytes);
        }
        part(at, documents.newBuffer(), documents.newOffset(), newBytes);
        return finish(recordLength);
    }

    /**
     * Writes that a table was created.
     *
     * @param tableId its id, given to {@link #table} before
     * @param changeTimeNs as in {@link #change}
     * @return its sequence
     */
    public long tableCreated(int tableId, long changeTimeNs) {
        return event(RecordKind.TABLE_CREATED, tableId, changeTimeNs);
    }

    /**
     * Writes that a table was dropped; it is gone with its indexes when the block is committed.
     *
     * @param tableId its id
     * @param changeTimeNs as in {@link #change}
     * @return its sequence
     */
    public long tableDropped(int tableId, long changeTimeNs) {
        long sequence = event(RecordKind.TABLE_DROPPED, tableId, changeTimeNs);
        names.tableDropped(tableId);
        return sequence;
    }

    /**
     * Writes that an index was created.
     *
     * @param indexId its id, given to {@link #index} before
     * @param tableId its table
     * @param changeTimeNs as in {@link #change}
     * @return its sequence
     */
    public long indexCreated(int indexId, int tableId, long changeTimeNs) {
        return indexEvent(RecordKind.INDEX_CREATED, indexId, tableId, changeTimeNs);
    }

    /**
     * Writes that an index was dropped; it is gone when the block is committed.
     *
     * @param indexId its id
     * @param tableId its table
     * @param changeTimeNs as in {@link #change}
     * @return its sequence
     */
    public long indexDropped(int indexId, int tableId, long changeTimeNs) {
        long sequence = indexEvent(RecordKind.INDEX_DROPPED, indexId, tableId, changeTimeNs);
        names.indexDropped(indexId);
        return sequence;
    }

    /**
     * Writes a time that no change after it is before. It has no sequence.
     *
     * @param floorNs nanoseconds since 1970; nothing is written where the journal has got that far
     * @throws io.tailrace.error.DiskFullException as {@link #ensure}
     * @throws LimitException as {@link #ensure}
     */
    public void time(long floorNs) {
        if (floorNs <= timeNs) {
            return;
        }
        names.time(floorNs);
        timeNs = floorNs;
    }

    /** Writes where a cursor stands once the block is committed. It has no sequence. */
    void cursor(NamedCursor cursor) {
        checkOpen();
        names.cursor(cursor);
    }

    /** Marks the open block as one transaction: all its changes happen together. */
    public void markTransaction() {
        flags |= BlockDescriptor.FLAG_TRANSACTION;
    }

    /**
     * Publishes the open block. One without records is abandoned.
     *
     * @throws JournalException when the store failed; the journal is unusable then and must be opened anew
     */
    public void commit() {
        checkOpen();
        if (block.records() == 0) {
            abort();
            return;
        }
        block.publish(flags, changes, changes == 0 ? openTimeNs : blockTimeNs);
        open = false;
        onlyCatalogue = false;
        committedBlocks++;
        lastSequence += changes;
        lastTimeNs = timeNs;
        clamped += clampedInBlock;
        names.committed();
        progress.publish(lastSequence, lastTimeNs, clamped);
    }

    /** Abandons the open block, if there is one; its sequences will be given again. */
    public void abort() {
        block.abandon();
        names.aborted();
        open = false;
    }

    /** The journal is being closed: nothing is appended any more. */
    void end() {
        try {
            abort();
        } finally {
            block.end();
        }
    }

    /**
     * How many blocks were committed, those without a change included.
     *
     * @return a count since this appender was made
     */
    public long committedBlocks() {
        return committedBlocks;
    }

    /**
     * The sequence of the last change in a committed block.
     *
     * @return the sequence, 0 before the first one
     */
    public long committedSequence() {
        return lastSequence;
    }

    /** {@return the sequence that the next change will get} */
    public long nextSequence() {
        return lastSequence + (open ? changes : 0) + 1;
    }

    private long event(int kind, int tableId, long changeTimeNs) {
        int whole = ChangeDescriptor.HEADER_LENGTH;
        int record = begin(whole, kind, 0, tableId, changeTimeNs);
        ChangeDescriptor.sizes(buffer, record, timeNs - blockTimeNs, 0, 0, 0);
        return finish(whole);
    }

    private long indexEvent(int kind, int indexId, int tableId, long changeTimeNs) {
        int whole = ChangeDescriptor.length(ChangeDescriptor.INDEX_ID_LENGTH, 0, 0);
        int record = begin(whole, kind, 0, tableId, changeTimeNs);
        ChangeDescriptor.sizes(buffer, record, timeNs - blockTimeNs, ChangeDescriptor.INDEX_ID_LENGTH, 0, 0);
        ChangeDescriptor.indexId(buffer, record, indexId);
        return finish(whole);
    }

    private int begin(int whole, int kind, int recordFlags, int tableId, long changeTimeNs) {
        names.catchUpBefore(whole);
        if (!open || !block.hasRoom(whole)) {
            ensure(whole);
        }
        if (changeTimeNs >= timeNs) {
            timeNs = changeTimeNs;
        } else {
            clampedInBlock++;
        }
        if (changes == 0) {
            blockTimeNs = timeNs;
        }
        int record = block.next(whole);
        ChangeDescriptor.prefix(buffer, record, whole, kind, recordFlags, tableId);
        return record;
    }

    /** Copies one part, padded with zeros. Most keys are two words: a call to copy memory costs more than they do. */
    private int part(int at, DirectBuffer source, int offset, int partLength) {
        int end = at + BlockDescriptor.align(partLength);
        if (end != at) {
            buffer.putLong(end - Long.BYTES, 0);
        }
        if (partLength >= Long.BYTES && partLength <= 2 * Long.BYTES) {
            int last = partLength - Long.BYTES;
            buffer.putLong(at, source.getLong(offset));
            buffer.putLong(at + last, source.getLong(offset + last));
        } else {
            buffer.putBytes(at, source, offset, partLength);
        }
        return end;
    }

    private long finish(int whole) {
        block.add(whole);
        changes++;
        return lastSequence + changes;
    }

    private void claim() {
        RollEvent roll = null;
        if (!onlyCatalogue && !block.fitsSegment(segmentBytes)) {
            roll = RollEvent.started();
            block.roll();
            catalogueDue = true;
        }
        if (catalogueDue) {
            names.writeAll(lastSequence + 1, openTimeNs, lastTimeNs);
            catalogueDue = false;
            onlyCatalogue = true;
        }
        block.begin(lastSequence + 1);
        if (roll != null) {
            RollEvent.end(roll, block.segment());
        }
    }
}
