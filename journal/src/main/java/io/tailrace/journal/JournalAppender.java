package io.tailrace.journal;

import io.tailrace.document.CatalogueSink;
import io.tailrace.document.Dictionary;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.JournalException;
import io.tailrace.error.JournalFencedException;
import io.tailrace.error.LimitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Extends the journal, one open block at a time. For the writer thread only. Allocates nothing in steady state; a roll
 * to the next segment does.
 *
 * <p>Changes are composed in place in the store's memory with one copy from their source. Nothing is visible before
 * {@link #commit}; {@link #abort} leaves nothing behind. New names and shapes of the dictionary are written by
 * themselves before the first change behind them.
 */
public final class JournalAppender implements CatalogueSink {
    private static final int CATALOGUE_BLOCK_BYTES = 64 << 10;
    /** What stands beside the definition of an index in a block, here or in the catalogue. */
    private static final int INDEX_RECORDS_BYTES =
            BlockDescriptor.HEADER_LENGTH + ChangeDescriptor.length(ChangeDescriptor.INDEX_ID_LENGTH, 0, 0);

    private final BlockStore store;
    private final Catalogue catalogue;
    private final SegmentMarks marks;
    private final Progress progress;
    private final long journalId;
    private final long epoch;
    private final int segmentBytes;
    private final int largestBlockBytes;
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
    private final List<Runnable> uponCommit = new ArrayList<>();

    /** Entries of the catalogue that committed blocks hold, and with those of the open block, if there is one. */
    private int committedFields;

    private int committedShapes;
    private int writtenFields;
    private int writtenShapes;

    private long committedBlocks;
    private long lastSequence;
    private long lastTimeNs;
    private long clamped;
    private boolean catalogueDue;
    /** Whether nothing stands behind the catalogue of the segment: a new one would have no more room. */
    private boolean onlyCatalogue;

    private String failure;

    /** Whether the dictionary may have entries that are not written. */
    private boolean catalogueGrew;

    private boolean open;
    private long openTimeNs;
    /** Bytes composed, 0 while the store has no block open for us. */
    private int length;

    /** End of what has been written to, beyond the length where a record failed half way. */
    private int dirtyEnd;

    private int room;
    private int changes;
    private int records;
    private int flags;
    private long blockTimeNs;
    private long timeNs;
    private long clampedInBlock;

    JournalAppender(
            BlockStore store,
            Catalogue catalogue,
            SegmentMarks marks,
            Progress progress,
            long journalId,
            long epoch,
            boolean catalogueDue,
            JournalConfig config) {
        this.store = store;
        this.catalogue = catalogue;
        this.marks = marks;
        this.progress = progress;
        this.journalId = journalId;
        this.epoch = epoch;
        this.catalogueDue = catalogueDue;
        segmentBytes = config.segmentBytes();
        largestBlockBytes = config.largestBlockBytes();
        lastSequence = progress.lastSequence();
        lastTimeNs = progress.timeFloorNs();
        committedFields = catalogue.dictionary.fieldCount();
        committedShapes = catalogue.dictionary.shapeCount();
        writtenFields = committedFields;
        writtenShapes = committedShapes;
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
        usable();
        if (open) {
            throw new IllegalStateException("a block is open: commit or abort it first");
        }
        openTimeNs = timeNs;
        changes = 0;
        records = 0;
        flags = 0;
        clampedInBlock = 0;
        this.timeNs = lastTimeNs;
        claim();
        open = true;
        Dictionary dictionary = catalogue.dictionary;
        catalogueGrew = writtenFields != dictionary.fieldCount() || writtenShapes != dictionary.shapeCount();
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

    /**
     * Whether a block is open.
     *
     * @return whether a block is open
     */
    public boolean isOpen() {
        return open;
    }

    /**
     * Length of the open block so far, its header included.
     *
     * @return bytes, 0 when no block is open
     */
    public int blockLength() {
        return open ? length : 0;
    }

    /**
     * Changes in the open block so far.
     *
     * @return their number
     */
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
        return BlockDescriptor.HEADER_LENGTH + bytes <= largestBlockBytes;
    }

    /**
     * Whether that much more can stand in the open block, or in the next one, within the limit of a block, behind what
     * is new in the dictionary.
     *
     * @param bytes what is to be added
     * @return false when the block must be committed first
     */
    public boolean fits(int bytes) {
        return fitsAsItIs(bytes + newNameBytes());
    }

    private boolean fitsAsItIs(long bytes) {
        return Math.max(length, BlockDescriptor.HEADER_LENGTH) + bytes <= largestBlockBytes;
    }

    /** Bytes of the records of what is new in the dictionary. */
    private long newNameBytes() {
        if (!catalogueGrew) {
            return 0;
        }
        Dictionary dictionary = catalogue.dictionary;
        long bytes = 0;
        for (int id = writtenFields; id < dictionary.fieldCount(); id++) {
            bytes += CatalogueDescriptor.fieldLength(dictionary.fieldName(id).length);
        }
        for (int id = writtenShapes; id < dictionary.shapeCount(); id++) {
            bytes += CatalogueDescriptor.shapeLength(dictionary.shapeFields(id).length);
        }
        return bytes;
    }

    /**
     * Writes what is new in the dictionary in blocks of its own, so that it takes no room from what comes behind it.
     */
    private void writeNames(long timeNs) {
        while (newNameBytes() > 0) {
            open(timeNs);
            try {
                catchUp(Math.min(CATALOGUE_BLOCK_BYTES, largestBlockBytes / 2));
                commit();
            } finally {
                abort();
            }
        }
    }

    /**
     * Makes room in the open block, behind what is new in the dictionary.
     *
     * @param bytes what is to be added
     * @throws io.tailrace.error.DiskFullException when there is no space; nothing has changed then and a later call may
     *     succeed
     * @throws LimitException when the block would become larger than a block may be
     */
    public void ensure(int bytes) {
        if (!open) {
            throw new IllegalStateException("no block is open");
        }
        makeRoom(bytes + newNameBytes());
    }

    private void makeRoom(long bytes) {
        if (!fitsAsItIs(bytes)) {
            throw new LimitException("largestBlockBytes", length + bytes, largestBlockBytes);
        }
        if (length + bytes > room) {
            room = store.room(block, (int) (length + bytes));
        }
    }

    /** Notes that there is something new in the dictionary: it is written before the next change. */
    @Override
    public void onField(int id, DirectBuffer name, int offset, int nameLength) {
        catalogueGrew = true;
    }

    /** Notes that there is something new in the dictionary: it is written before the next change. */
    @Override
    public void onShape(int id, int[] fieldIds, int count) {
        catalogueGrew = true;
    }

    /**
     * Writes the catalogue record of a new table; {@link #tableCreated} follows, and there is room for it then. The
     * table is known when the block is committed.
     *
     * @param id next free id, {@link Tables#size()}
     * @param name its name
     * @param keyField the field that holds the key
     * @throws LimitException when there are too many tables, or no room for the definition in the catalogue
     */
    public void table(int id, CharSequence name, CharSequence keyField) {
        if (id < 0 || id >= Tables.MAXIMUM) {
            throw Tables.tooMany(id, "table=" + name);
        }
        byte[] nameBytes = name.toString().getBytes(StandardCharsets.UTF_8);
        byte[] keyBytes = keyField.toString().getBytes(StandardCharsets.UTF_8);
        int whole = CatalogueDescriptor.tableLength(nameBytes.length, keyBytes.length);
        catalogue.requireRoom(whole, "table=" + name);
        catchUpBefore(whole + ChangeDescriptor.HEADER_LENGTH);
        ensure(whole + ChangeDescriptor.HEADER_LENGTH);
        CatalogueDescriptor.table(block, length, id, 0, nameBytes, keyBytes);
        added(whole);
        uponCommit.add(() -> catalogue.tables.restore(id, name.toString(), keyField.toString(), false));
    }

    /**
     * Writes the catalogue record of a new index; {@link #indexCreated} follows, and there is room for it then. The
     * index is known when the block is committed.
     *
     * @param id next free id, {@link Indexes#size()}
     * @param tableId its table
     * @param name its name
     * @param expression text of what a document is listed under
     * @param multi whether each element of an array is a key
     * @throws LimitException when there are too many indexes, no room for the definition in the catalogue, or it takes
     *     more than half a block
     */
    public void index(int id, int tableId, CharSequence name, CharSequence expression, boolean multi) {
        if (id < 0 || id >= Indexes.MAXIMUM) {
            throw Indexes.tooMany(id, "index=" + name);
        }
        byte[] nameBytes = name.toString().getBytes(StandardCharsets.UTF_8);
        byte[] expressionBytes = expression.toString().getBytes(StandardCharsets.UTF_8);
        int whole = CatalogueDescriptor.indexLength(nameBytes.length, expressionBytes.length);
        if (whole > largestBlockBytes / 2 - INDEX_RECORDS_BYTES) {
            throw new LimitException(
                    "indexDefinitionBytes", whole, largestBlockBytes / 2 - INDEX_RECORDS_BYTES, "index=" + name);
        }
        catalogue.requireRoom(whole, "index=" + name);
        catchUpBefore(whole + INDEX_RECORDS_BYTES);
        ensure(whole + INDEX_RECORDS_BYTES);
        int recordFlags = multi ? CatalogueDescriptor.FLAG_MULTI : 0;
        CatalogueDescriptor.index(block, length, id, recordFlags, tableId, nameBytes, expressionBytes);
        added(whole);
        uponCommit.add(
                () -> catalogue.indexes.restore(id, tableId, name.toString(), expression.toString(), multi, false));
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
        int whole = ChangeDescriptor.length(keyLength, oldLength, newLength);
        int recordFlags =
                (oldLength < 0 ? 0 : ChangeDescriptor.FLAG_OLD) | (newLength < 0 ? 0 : ChangeDescriptor.FLAG_NEW);
        int record = begin(whole, RecordKind.CHANGE, recordFlags, tableId, changeTimeNs);
        int oldBytes = Math.max(oldLength, 0);
        int newBytes = Math.max(newLength, 0);
        ChangeDescriptor.sizes(block, record, timeNs - blockTimeNs, keyLength, oldBytes, newBytes);
        int at = part(ChangeDescriptor.keyOffset(record), key, keyOffset, keyLength);
        if (oldBytes > 0) {
            at = part(at, oldDocument, oldOffset, oldBytes);
        }
        if (newBytes > 0) {
            part(at, newDocument, newOffset, newBytes);
        }
        return finish(whole);
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
        uponCommit.add(() -> catalogue.dropTable(tableId));
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
        uponCommit.add(() -> catalogue.indexes.drop(indexId));
        return sequence;
    }

    /**
     * Writes a time that no change behind it is before. It has no sequence.
     *
     * @param floorNs nanoseconds since 1970; nothing is written where the journal has got that far
     * @throws io.tailrace.error.DiskFullException as {@link #ensure}
     * @throws LimitException as {@link #ensure}
     */
    public void time(long floorNs) {
        if (floorNs <= timeNs) {
            return;
        }
        makeRoom(CatalogueDescriptor.TIME_LENGTH);
        CatalogueDescriptor.time(block, length, floorNs);
        added(CatalogueDescriptor.TIME_LENGTH);
        timeNs = floorNs;
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
        if (!open) {
            throw new IllegalStateException("no block is open");
        }
        if (records == 0) {
            abort();
            return;
        }
        publish(flags, changes == 0 ? openTimeNs : blockTimeNs);
        open = false;
        onlyCatalogue = false;
        committedBlocks++;
        lastSequence += changes;
        lastTimeNs = timeNs;
        clamped += clampedInBlock;
        committedFields = writtenFields;
        committedShapes = writtenShapes;
        if (!uponCommit.isEmpty()) {
            uponCommit.forEach(Runnable::run);
            uponCommit.clear();
        }
        progress.publish(lastSequence, lastTimeNs, clamped);
    }

    /** Abandons the open block, if there is one; its sequences will be given again. */
    public void abort() {
        if (length != 0) {
            abandon();
        }
        uponCommit.clear();
        writtenFields = committedFields;
        writtenShapes = committedShapes;
        catalogueGrew = true;
        open = false;
    }

    /** The journal is being closed: nothing is appended any more. */
    void end() {
        try {
            abort();
        } finally {
            failure = "the journal is closed";
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

    /**
     * The sequence that the next change will get.
     *
     * @return the sequence
     */
    public long nextSequence() {
        return lastSequence + (open ? changes : 0) + 1;
    }

    private long event(int kind, int tableId, long changeTimeNs) {
        int whole = ChangeDescriptor.HEADER_LENGTH;
        int record = begin(whole, kind, 0, tableId, changeTimeNs);
        ChangeDescriptor.sizes(block, record, timeNs - blockTimeNs, 0, 0, 0);
        return finish(whole);
    }

    private long indexEvent(int kind, int indexId, int tableId, long changeTimeNs) {
        int whole = ChangeDescriptor.length(ChangeDescriptor.INDEX_ID_LENGTH, 0, 0);
        int record = begin(whole, kind, 0, tableId, changeTimeNs);
        ChangeDescriptor.sizes(block, record, timeNs - blockTimeNs, ChangeDescriptor.INDEX_ID_LENGTH, 0, 0);
        ChangeDescriptor.indexId(block, record, indexId);
        return finish(whole);
    }

    private int begin(int whole, int kind, int recordFlags, int tableId, long changeTimeNs) {
        catchUpBefore(whole);
        if (!open || length + whole > room) {
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
        dirtyEnd = length + whole;
        ChangeDescriptor.prefix(block, length, whole, kind, recordFlags, tableId);
        return length;
    }

    /** Writes what is new in the dictionary, so that a record that comes next does not fail for want of room for it. */
    private void catchUpBefore(int whole) {
        if (catalogueGrew) {
            ensure(whole);
            catchUp(Integer.MAX_VALUE);
            catalogueGrew = false;
        }
    }

    /** Copies one part, padded with zeros. Most keys are two words: a call to copy memory costs more than they do. */
    private int part(int at, DirectBuffer source, int offset, int partLength) {
        int end = at + BlockDescriptor.align(partLength);
        if (end != at) {
            block.putLong(end - Long.BYTES, 0);
        }
        if (partLength >= Long.BYTES && partLength <= 2 * Long.BYTES) {
            int last = partLength - Long.BYTES;
            block.putLong(at, source.getLong(offset));
            block.putLong(at + last, source.getLong(offset + last));
        } else {
            block.putBytes(at, source, offset, partLength);
        }
        return end;
    }

    private long finish(int whole) {
        added(whole);
        changes++;
        return lastSequence + changes;
    }

    private void added(int whole) {
        length += whole;
        records++;
    }

    private void claim() {
        if (!onlyCatalogue && store.usedBytes() + largestBlockBytes > segmentBytes) {
            store.roll();
            catalogueDue = true;
        }
        if (catalogueDue) {
            writeCatalogue();
        }
        start();
    }

    private void start() {
        try {
            room = store.begin(block, BlockDescriptor.HEADER_LENGTH + CatalogueDescriptor.ITEMS_OFFSET);
        } catch (DiskFullException | JournalFencedException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(e);
        }
        BlockDescriptor.header(block, store.segment(), epoch, journalId, lastSequence + 1);
        length = BlockDescriptor.HEADER_LENGTH;
        dirtyEnd = length;
    }

    /** The whole catalogue, with which a segment begins, in as many blocks as it needs. */
    private void writeCatalogue() {
        try {
            writeCatalogueBlocks();
        } finally {
            if (length != 0) {
                abandon();
            }
            records = 0;
            writtenFields = committedFields;
            writtenShapes = committedShapes;
        }
    }

    private void writeCatalogueBlocks() {
        int startFlag = store.usedBytes() == 0 ? BlockDescriptor.FLAG_SEGMENT_START : 0;
        int tablesDone = 0;
        int indexesDone = 0;
        writtenFields = 0;
        writtenShapes = 0;
        boolean more = true;
        while (more) {
            start();
            int untilLength = Math.min(CATALOGUE_BLOCK_BYTES, largestBlockBytes / 2);
            more = !catchUp(untilLength);
            while (!more && tablesDone < catalogue.tables.size()) {
                restateTable(tablesDone++);
                more = length >= untilLength && tablesDone < catalogue.tables.size();
            }
            while (!more && indexesDone < catalogue.indexes.size()) {
                more = length >= untilLength;
                if (!more) {
                    restateIndex(indexesDone++);
                }
            }
            if (!more && lastTimeNs != Long.MIN_VALUE) {
                restateTime();
            }
            int endFlag = more ? 0 : BlockDescriptor.FLAG_CATALOGUE_END;
            publish(BlockDescriptor.FLAG_CATALOGUE | startFlag | endFlag, openTimeNs);
            startFlag = 0;
            records = 0;
        }
        committedFields = writtenFields;
        committedShapes = writtenShapes;
        catalogueDue = false;
        onlyCatalogue = true;
    }

    /** Writes names and shapes that are not in the journal yet, until the block has that length. True when all are. */
    private boolean catchUp(int untilLength) {
        Dictionary dictionary = catalogue.dictionary;
        int fields = dictionary.fieldCount();
        int shapes = dictionary.shapeCount();
        while (writtenFields < fields && length < untilLength) {
            byte[] name = dictionary.fieldName(writtenFields);
            int whole = CatalogueDescriptor.fieldLength(name.length);
            makeRoom(whole);
            CatalogueDescriptor.field(block, length, writtenFields++, new UnsafeBuffer(name), 0, name.length);
            added(whole);
        }
        while (writtenShapes < shapes && length < untilLength) {
            int[] ids = dictionary.shapeFields(writtenShapes);
            int whole = CatalogueDescriptor.shapeLength(ids.length);
            makeRoom(whole);
            CatalogueDescriptor.shape(block, length, writtenShapes++, ids, ids.length);
            added(whole);
        }
        return writtenFields >= fields && writtenShapes >= shapes;
    }

    private void restateTable(int id) {
        Tables tables = catalogue.tables;
        byte[] name = tables.name(id).getBytes(StandardCharsets.UTF_8);
        byte[] keyField = tables.keyField(id).getBytes(StandardCharsets.UTF_8);
        int whole = CatalogueDescriptor.tableLength(name.length, keyField.length);
        makeRoom(whole);
        int recordFlags = tables.dropped(id) ? CatalogueDescriptor.FLAG_DROPPED : 0;
        CatalogueDescriptor.table(block, length, id, recordFlags, name, keyField);
        added(whole);
    }

    private void restateIndex(int id) {
        Indexes indexes = catalogue.indexes;
        byte[] name = indexes.name(id).getBytes(StandardCharsets.UTF_8);
        byte[] expression = indexes.expression(id).getBytes(StandardCharsets.UTF_8);
        int whole = CatalogueDescriptor.indexLength(name.length, expression.length);
        makeRoom(whole);
        int recordFlags = (indexes.exists(id) ? 0 : CatalogueDescriptor.FLAG_DROPPED)
                | (indexes.multi(id) ? CatalogueDescriptor.FLAG_MULTI : 0);
        CatalogueDescriptor.index(block, length, id, recordFlags, indexes.tableId(id), name, expression);
        added(whole);
    }

    /** Who reads from this segment on learns how far time had got. */
    private void restateTime() {
        makeRoom(CatalogueDescriptor.TIME_LENGTH);
        CatalogueDescriptor.time(block, length, lastTimeNs);
        added(CatalogueDescriptor.TIME_LENGTH);
    }

    private void publish(int blockFlags, long blockTime) {
        if (dirtyEnd > length) {
            block.setMemory(length, dirtyEnd - length, (byte) 0);
        }
        BlockDescriptor.seal(block, blockFlags, length, changes, records, blockTime);
        int segment = store.segment();
        int whole = length;
        length = 0;
        long position;
        try {
            position = store.commit(whole);
        } catch (Throwable e) {
            throw failed(e);
        }
        marks.mark(segment, position, lastSequence + 1);
    }

    private void abandon() {
        int dirtyBytes = Math.max(length, dirtyEnd);
        length = 0;
        try {
            store.abort(dirtyBytes);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private void usable() {
        if (failure != null) {
            throw new JournalException("the journal failed and must be opened anew: cause=" + failure);
        }
    }

    private JournalException failed(Throwable cause) {
        failure = cause.toString();
        return new JournalException("the journal failed and must be opened anew: cause=" + failure, cause);
    }
}
