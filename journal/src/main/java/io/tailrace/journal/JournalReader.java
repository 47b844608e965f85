package io.tailrace.journal;

import io.tailrace.document.Dictionary;
import io.tailrace.document.OldImage;
import io.tailrace.document.Value;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.ExpiredException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Tails the journal: steps from change to change, across blocks and segments, without end. Not thread safe, but not
 * bound to a thread. Allocates nothing but at a change of segment and, beside another process, when it looks for one
 * while it waits; copies nothing but old documents that are put together when somebody wants their bytes.
 *
 * <p>Every block is checked before anything in it is handed out: length, magic, version, checksum, journal, segment,
 * epoch, and that its sequences follow on those before. Where this process writes the journal, the checksum is compared
 * once for the segment that is written and the one before it, by the writer or by recovery, and by each reader for
 * older ones; where another process writes it, by each reader for all of them. What {@link #block()} and the offsets
 * show is valid until the next call of {@link #next} or {@link #nextUpTo}.
 */
public final class JournalReader implements AutoCloseable {
    private final BlockSource source;
    private final BlockCursor cursor;
    private final Catalogue catalogue;
    private final boolean learning;
    private final long journalId;
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);

    private final OldImage oldImage = new OldImage();

    private final long from;
    /** Sequence that the next change must have; 0 before the first block. */
    private long expected;

    private long epoch;
    private int blockLength;
    private int nextRecord;
    private int changesLeft;
    private int recordsLeft;
    /** How many changes were looked at ahead, and where the first of them begins. */
    private int ahead;

    private int firstAhead;

    private int record;
    private int kind;
    private int flags;
    private int tableId;
    private int keyLength;
    private int oldLength;
    private int newLength;
    private int oldOffset;
    private int newOffset;
    private long sequence;
    private long markedTimeNs = Long.MIN_VALUE;
    private boolean failedInside;
    private boolean closed;
    /** Last sequence that is read. */
    private long end = Long.MAX_VALUE;

    private BlockListener listener;
    private ReplayHandler check;
    private long lastChecked;

    /** @param learning whether catalogue records are taken in, where no writer in this process does */
    JournalReader(BlockSource source, BlockCursor cursor, Catalogue catalogue, boolean learning, long id, long from) {
        this.source = source;
        this.cursor = cursor;
        this.catalogue = catalogue;
        this.learning = learning;
        this.journalId = id;
        this.from = from;
        sequence = from - 1;
    }

    /**
     * Steps to the next change. Beside another process, which may have begun a new segment, it comes upon that some
     * calls later, as it looks for a file now and then only; who knows of a sequence asks by {@link #nextUpTo}.
     *
     * @return false when nothing more is committed now; a later call may succeed
     * @throws CorruptJournalException when the next block is not what was written; the reader stays where it is
     * @throws ExpiredException when the next change is retired: it was read too late
     */
    public boolean next() {
        return nextUpTo(Long.MAX_VALUE);
    }

    /**
     * Steps to the next change unless it lies beyond a sequence. What is committed up to there is found at once, also
     * where another process has written it into a segment that {@link #next} comes upon only after some calls.
     *
     * @param endSequence last sequence wanted, which should be committed
     * @return false when the next change lies beyond, or nothing more is committed now
     * @throws CorruptJournalException as {@link #next}
     */
    public boolean nextUpTo(long endSequence) {
        return advance(Math.min(endSequence, end));
    }

    private boolean advance(long endSequence) {
        while (sequence < endSequence) {
            while (changesLeft == 0) {
                if (!nextBlock() && (endSequence == Long.MAX_VALUE || !lookForBlock())) {
                    return false;
                }
            }
            if (Math.max(expected, from) > endSequence) {
                return false;
            }
            nextRecord();
            if (RecordKind.isSequenced(kind) && expected > from) {
                sequence = expected - 1;
                if (check != null && sequence <= lastChecked) {
                    check();
                }
                return true;
            }
        }
        return false;
    }

    /**
     * Has each change looked at before it is handed out. For readers of what nobody in this process has looked at or
     * written, as blocks vouch for the places of documents and not for what is in them.
     *
     * @param changeCheck throws a {@link #damage} where something is wrong with the change
     * @param lastSequence last change that is looked at
     * @return this
     */
    public JournalReader checking(ReplayHandler changeCheck, long lastSequence) {
        check = changeCheck;
        lastChecked = lastSequence;
        return this;
    }

    private void check() {
        try {
            check.onChange(this);
        } catch (CorruptJournalException e) {
            sequence--; // it is not handed out
            changesLeft = 0;
            recordsLeft = 0;
            cursor.seek(cursor.segment(), cursor.position());
            throw e;
        }
    }

    /**
     * Shows the next change of a document in the same block, for somebody who wants to know early what will come. It is
     * not handed out by that: {@link #goBack} has to be called before {@link #next} or {@link #nextUpTo}, which come to
     * it again, and look at it more closely where it has to be checked.
     *
     * @return false where something else is next, or the block ends; nothing is shown then
     * @hidden
     */
    public boolean lookAhead() {
        if (recordsLeft <= 0 || changesLeft <= 0 || check != null && expected <= lastChecked) {
            return false;
        }
        if (ahead == 0) {
            firstAhead = nextRecord;
        }
        record = nextRecord;
        if (!takeChange()) {
            return false;
        }
        ahead++;
        return true;
    }

    /**
     * Goes back to where {@link #lookAhead} was called first. What stood at hand before that is not shown any more.
     *
     * @return how many changes were looked at
     * @hidden
     */
    public int goBack() {
        int seen = ahead;
        if (seen > 0) {
            nextRecord = firstAhead;
            recordsLeft += seen;
            changesLeft += seen;
            expected -= seen;
            ahead = 0;
        }
        return seen;
    }

    private boolean lookForBlock() {
        cursor.look();
        return nextBlock();
    }

    /** {@return the sequence of the change} */
    public long sequence() {
        return sequence;
    }

    /**
     * The position: where {@link Journal#reader} goes on after it when given one more.
     *
     * @return sequence of the change last returned, one less than the start before the first
     */
    public long position() {
        return sequence;
    }

    /**
     * The time of the change.
     *
     * @return nanoseconds since 1970; never less than that of the change before
     */
    public long timeNs() {
        return BlockDescriptor.timeNs(block) + ChangeDescriptor.timeDelta(block, record);
    }

    /**
     * What kind of change it is.
     *
     * @return one of the kinds in {@link RecordKind}
     */
    public int kind() {
        return kind;
    }

    /**
     * The table of the change.
     *
     * @return its id in {@link Journal#tables()}
     */
    public int tableId() {
        return tableId;
    }

    /**
     * The index that was created or dropped.
     *
     * @return its id in {@link Journal#indexes()}, or {@link IndexCatalogue#NOT_FOUND} where the change is of another
     *     kind
     */
    public int indexId() {
        return RecordKind.isOfIndex(kind) ? ChangeDescriptor.indexId(block, record) : IndexCatalogue.NOT_FOUND;
    }

    /** {@return whether there was a document before} */
    public boolean hasOld() {
        return (flags & ChangeDescriptor.FLAG_OLD) != 0;
    }

    /** {@return whether there is a document after} */
    public boolean hasNew() {
        return (flags & ChangeDescriptor.FLAG_NEW) != 0;
    }

    /** {@return whether the change belongs to a transaction: all changes of its block happened together} */
    public boolean isTransaction() {
        return (BlockDescriptor.flags(block) & BlockDescriptor.FLAG_TRANSACTION) != 0;
    }

    /**
     * Where the transaction of the change ends.
     *
     * @return sequence of its last change, that of the change itself where it belongs to none
     */
    public long transactionEnd() {
        return isTransaction() ? sequence + changesLeft : sequence;
    }

    /**
     * {@return whether more changes follow in the same block; they are committed, and a transaction ends where this is
     * false}
     */
    public boolean hasMoreInBlock() {
        return changesLeft > 0;
    }

    /**
     * The block that holds the change.
     *
     * @return view on it, valid until the next call of {@link #next} or {@link #nextUpTo}
     */
    public UnsafeBuffer block() {
        return block;
    }

    /**
     * Where the encoded key begins in {@link #block()}.
     *
     * @return offset, a multiple of 8
     */
    public int keyOffset() {
        return ChangeDescriptor.keyOffset(record);
    }

    /** {@return the length of the encoded key, in bytes} */
    public int keyLength() {
        return keyLength;
    }

    /**
     * Whether the block holds only what is different in the old document.
     *
     * @return true where {@link #oldBuffer()} puts the document together
     */
    public boolean oldIsDelta() {
        return ChangeDescriptor.isDelta(flags);
    }

    /**
     * Where that begins in {@link #block()} which it holds of the old document.
     *
     * @return offset, a multiple of 8
     */
    public int storedOldOffset() {
        return oldOffset;
    }

    /** {@return the length in bytes of what the block holds of the old document, 0 when there is none} */
    public int storedOldLength() {
        return oldLength;
    }

    /**
     * A field in which the documents of the change differ, in their bytes at least.
     *
     * @return the place of one of those fields in the order of names, or -1 where the block does not tell
     * @hidden
     */
    public int changedField() {
        return oldIsDelta() ? oldImage.firstChanged() : -1;
    }

    /**
     * Has a value show the old document, which there must be. What the block does not hold of it is put together only
     * when somebody wants its bytes.
     *
     * @param into of the dictionary of this reader; valid until the next call of {@link #next} or {@link #nextUpTo}
     */
    public void showOld(Value into) {
        if (oldIsDelta()) {
            oldImage.show(into);
        } else {
            into.wrapDocument(block, oldOffset, oldLength);
        }
    }

    /**
     * What holds the whole old document: the block, or where that has only what is different, memory of this reader.
     *
     * @return view on it, valid until the next call of {@link #next} or {@link #nextUpTo}
     * @throws io.tailrace.error.DocumentException when what is different is damaged
     */
    public DirectBuffer oldBuffer() {
        return oldIsDelta() ? oldImage.buffer() : block;
    }

    /**
     * Where the old document begins in {@link #oldBuffer()}.
     *
     * @return offset, a multiple of 8
     */
    public int oldOffset() {
        return oldIsDelta() ? 0 : oldOffset;
    }

    /** {@return the length of the whole old document in bytes, 0 when there is none} */
    public int oldLength() {
        return oldIsDelta() ? oldImage.length() : oldLength;
    }

    /**
     * Where the new document begins in {@link #block()}.
     *
     * @return offset, a multiple of 8
     */
    public int newOffset() {
        return newOffset;
    }

    /** {@return the length of the new document in bytes, 0 when there is none} */
    public int newLength() {
        return newLength;
    }

    /**
     * What to throw where the change contradicts those before it, though its block is sound. No crash explains that: a
     * replay whose handler throws it refuses the journal.
     *
     * @param what what is wrong with it
     * @return an error that names the place of the change
     */
    public CorruptJournalException damage(String what) {
        failedInside = true;
        return new CorruptJournalException(
                source.name(cursor.segment()), cursor.position() + record, what + " sequence=" + sequence);
    }

    /**
     * The names and shapes of the journal: those of the writer in its own process, else learned from the journal.
     *
     * @return the dictionary, shared by all readers of the journal
     */
    public Dictionary dictionary() {
        return catalogue.dictionary;
    }

    /** Ends the reader; a second call does nothing. What it showed last stays, as another thread may look at it. */
    @Override
    public void close() {
        closed = true;
        changesLeft = 0;
        recordsLeft = 0;
        cursor.close();
    }

    /** Sees every block when it has been checked, before its records are. */
    interface BlockListener {
        void onBlock(int segment, long position, DirectBuffer block);
    }

    void listen(BlockListener value) {
        listener = value;
    }

    /** Reads nothing beyond that sequence. */
    void endAt(long last) {
        end = last;
    }

    /** Says which sequence the first block must begin with; else it is taken at its word. */
    void expect(long sequenceOfFirst) {
        expected = sequenceOfFirst;
    }

    /** Segment of the block read last, 0 before the first. */
    int segment() {
        return cursor.segment();
    }

    /** Sequence that the next change must have, 0 before the first block. */
    long expected() {
        return expected;
    }

    /** The latest time marked in what was read: no change after the mark is before it. */
    long markedTimeNs() {
        return markedTimeNs;
    }

    /** Epoch of the block that was read last. */
    long epoch() {
        return epoch;
    }

    /** Whether the last defect lay inside a sound block, which no crash explains. */
    boolean failedInside() {
        return failedInside;
    }

    private boolean nextOfCursor() {
        while (true) {
            try {
                return cursor.next(block);
            } catch (RetiredSegmentException e) {
                long wanted = Math.max(expected, from);
                if (wanted < e.oldest()) {
                    throw new ExpiredException(wanted, e.oldest());
                }
                // All that it has not read of what is gone is nothing.
                cursor.seek(e.oldestSegment(), BlockCursor.START);
                expected = e.oldest();
            }
        }
    }

    /** Steps over blocks that hold no change wanted; false when nothing more is committed now. */
    private boolean nextBlock() {
        drainCatalogue();
        if (closed || !nextOfCursor()) {
            return false;
        }
        String defect = isChecksummedHere(cursor.segment())
                ? BlockCheck.defectButChecksum(block, journalId)
                : BlockCheck.defect(block, journalId);
        if (defect == null) {
            defect = BlockCheck.misfit(block, cursor.segment(), expected, epoch);
        }
        if (defect != null) {
            long position = cursor.position();
            cursor.seek(cursor.segment(), position);
            throw new CorruptJournalException(source.name(cursor.segment()), position, defect);
        }
        enter();
        return true;
    }

    /**
     * Whether this process has checksummed the blocks of a segment: as the writer that committed them, or when it
     * recovered the journal. What is older than the segment before the newest may have left memory since, and is read
     * from the device again.
     */
    private boolean isChecksummedHere(int segment) {
        int newest = source.newest();
        return !learning && newest != 0 && segment >= newest - 1 && segment >= source.checkedFrom();
    }

    private void enter() {
        epoch = BlockDescriptor.epoch(block);
        blockLength = BlockDescriptor.length(block);
        expected = BlockDescriptor.sequence(block);
        recordsLeft = BlockDescriptor.records(block);
        changesLeft = BlockDescriptor.changes(block);
        nextRecord = BlockDescriptor.HEADER_LENGTH;
        if (listener != null) {
            listener.onBlock(cursor.segment(), cursor.position(), block);
        }
        if (expected + changesLeft <= from && !learning) {
            expected += changesLeft;
            changesLeft = 0;
            recordsLeft = 0;
        } else if (changesLeft == 0) {
            drainCatalogue();
        }
    }

    private void drainCatalogue() {
        while (recordsLeft > 0) {
            nextRecord();
        }
    }

    private void nextRecord() {
        record = nextRecord;
        if (recordsLeft <= 0 || changesLeft <= 0 || !takeChange()) {
            nextOther();
        }
    }

    /** The common case in few loads: a change whose parts fill it. All else is looked at closely by the other way. */
    private boolean takeChange() {
        int room = blockLength - record;
        if (room < ChangeDescriptor.HEADER_LENGTH) {
            return false;
        }
        long prefix = ChangeDescriptor.prefix(block, record);
        int recordFlags = ChangeDescriptor.flagsOf(prefix);
        long lengths = ChangeDescriptor.keyAndOldLength(block, record);
        int key = ChangeDescriptor.keyLengthOf(lengths);
        int before = ChangeDescriptor.oldLengthOf(lengths);
        int after = ChangeDescriptor.newLength(block, record);
        if (ChangeDescriptor.kindOf(prefix) != RecordKind.CHANGE
                || !ChangeDescriptor.isSane(recordFlags)
                || (key | before | after | room - key | room - before | room - after) < 0) {
            return false;
        }
        int oldAt = ChangeDescriptor.keyOffset(record) + BlockDescriptor.align(key);
        int newAt = oldAt + BlockDescriptor.align(before);
        int end = newAt + BlockDescriptor.align(after);
        if (end > blockLength || end != record + ChangeDescriptor.lengthOf(prefix)) {
            return false;
        }
        if (ChangeDescriptor.isDelta(recordFlags) && !oldImage.move(block, oldAt, before, newAt, after)) {
            return false;
        }
        kind = RecordKind.CHANGE;
        flags = recordFlags;
        tableId = ChangeDescriptor.tableOf(prefix);
        keyLength = key;
        oldLength = before;
        newLength = after;
        oldOffset = oldAt;
        newOffset = newAt;
        nextRecord = end;
        recordsLeft--;
        changesLeft--;
        expected++;
        return true;
    }

    private void nextOther() {
        String defect = recordsLeft == 0
                ? "block has fewer records than it says"
                : BlockCheck.recordDefect(block, record, blockLength);
        if (defect == null) {
            defect = takeRecord();
        }
        if (defect != null) {
            long position = cursor.position() + record;
            changesLeft = 0;
            recordsLeft = 0;
            failedInside = true;
            cursor.seek(cursor.segment(), cursor.position());
            throw new CorruptJournalException(source.name(cursor.segment()), position, defect);
        }
    }

    private String takeRecord() {
        nextRecord = record + ChangeDescriptor.length(block, record);
        recordsLeft--;
        kind = ChangeDescriptor.kind(block, record);
        if (kind == RecordKind.TIME) {
            markedTimeNs = Math.max(markedTimeNs, CatalogueDescriptor.timeNs(block, record));
            return null;
        }
        String defect = learning ? catalogue.take(block, record) : null;
        if (defect != null || !RecordKind.isSequenced(kind)) {
            return defect;
        }
        if (--changesLeft < 0) {
            return "block has more changes than it says";
        }
        expected++;
        flags = ChangeDescriptor.flags(block, record);
        tableId = ChangeDescriptor.table(block, record);
        keyLength = ChangeDescriptor.keyLength(block, record);
        oldLength = ChangeDescriptor.oldLength(block, record);
        newLength = ChangeDescriptor.newLength(block, record);
        oldOffset = ChangeDescriptor.keyOffset(record) + BlockDescriptor.align(keyLength);
        newOffset = oldOffset + BlockDescriptor.align(oldLength);
        if (oldIsDelta() && !oldImage.move(block, oldOffset, oldLength, newOffset, newLength)) {
            return "difference to the old document is damaged: old=" + oldLength + " new=" + newLength;
        }
        return null;
    }
}
