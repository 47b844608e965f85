package io.tailrace.journal;

import io.tailrace.document.Dictionary;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.LimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes one snapshot, in three parts: {@link #document} for whatever a walk over all tables meets after it was begun,
 * {@link #readJournal} for what has changed since, {@link #finish} for the rest. Threads take turns.
 *
 * <p>Whatever the walk meets of a key, what the journal says of it after the begin is right, so that the file holds the
 * state at the end of what was read. No memory but that of a page is needed, however much changes meanwhile.
 *
 * @hidden
 */
public final class SnapshotWriter implements AutoCloseable {
    /** What pages have, where no record is larger. */
    static final int PAGE_BYTES = 256 << 10;

    /** Default of the most bytes of changes during one walk. */
    static final long LARGEST_STRETCH_BYTES = 1L << 30;

    private static final int INDEX_FLAG_READY = 1;
    /** Of a journal whose begin is retired: without any it could not be opened. */
    private static final int LEAST_KEPT = 2;

    private final Journal journal;
    private final SnapshotFiles files;
    private final ForceOrder order;
    private final Path temporary;
    private final Catalogue catalogue;
    private final SegmentFiles segments;
    private final JournalReader reader;
    private final long begin;
    private final long largestStretchBytes;

    private byte[] bytes = new byte[PAGE_BYTES];
    private final UnsafeBuffer page = new UnsafeBuffer(bytes);
    private int kind = SnapshotPageDescriptor.DOCUMENTS;
    private int length = SnapshotPageDescriptor.HEADER_LENGTH;
    private int records;

    private long position = SnapshotDescriptor.HEADER_LENGTH;
    private long pages;
    private long sum;
    private long documents;
    private long changes;
    private long stretchBytes;
    private boolean done;

    private SnapshotWriter(Journal journal, SnapshotFiles files, ForceOrder order, long largestStretchBytes) {
        this.journal = journal;
        this.files = files;
        this.order = order;
        this.largestStretchBytes = largestStretchBytes;
        temporary = order.directory().resolve(SnapshotFiles.TEMPORARY);
        begin = journal.lastSequence();
        catalogue = journal.emptyCatalogue();
        segments = journal.segmentsApart();
        reader = journal.learningReader(segments, catalogue, Math.max(1, begin));
    }

    /**
     * Begins one: all that is committed now is part of it.
     *
     * @param journal open for writing and replayed, in a directory
     * @return to be closed
     * @throws io.tailrace.error.DiskFullException when there is no space
     */
    public static SnapshotWriter begin(Journal journal) {
        return begin(journal, LARGEST_STRETCH_BYTES);
    }

    static SnapshotWriter begin(Journal journal, long largestStretchBytes) {
        SnapshotWriter result =
                new SnapshotWriter(journal, journal.snapshotFiles(), journal.order(), largestStretchBytes);
        try {
            result.order.disk().delete(result.temporary);
            result.order.disk().create(result.temporary);
        } catch (IOException e) {
            result.close();
            throw IoErrors.of("cannot write the snapshot", result.temporary, e);
        }
        return result;
    }

    /**
     * The last change that the tables showed for certain when this was begun.
     *
     * @return a sequence, 0 where there is none yet
     */
    public long beginSequence() {
        return begin;
    }

    /**
     * Adds a document as the walk has met it.
     *
     * @param tableId its table
     * @param buffer holds key and document
     * @param keyOffset where the key begins
     * @param keyLength its length
     * @param docOffset where the document begins
     * @param docLength its length
     * @param sequence of its last change
     */
    public void document(
            int tableId,
            DirectBuffer buffer,
            int keyOffset,
            int keyLength,
            int docOffset,
            int docLength,
            long sequence) {
        assert kind == SnapshotPageDescriptor.DOCUMENTS : "documents come first";
        put(tableId, buffer, keyOffset, keyLength, docOffset, docLength, sequence);
        documents++;
    }

    private void put(
            int table, DirectBuffer from, int keyOffset, int keyLength, int docOffset, int docLength, long sequence) {
        int whole = SnapshotPageDescriptor.documentLength(keyLength, docLength);
        int record = room(whole);
        SnapshotPageDescriptor.putDocument(page, record, table, keyLength, docLength, sequence);
        page.putBytes(record + SnapshotPageDescriptor.KEY_OFFSET, from, keyOffset, keyLength);
        if (docLength > 0) {
            page.putBytes(SnapshotPageDescriptor.documentOffset(record, keyLength), from, docOffset, docLength);
        }
        added(whole);
    }

    /**
     * Reads some of what was written since the begin.
     *
     * @param end last sequence of the snapshot, the end of a block; nothing that the walk has met is later
     * @param most changes that are read in this step
     * @return whether more is to be read
     * @throws LimitException when more has changed than a snapshot may hold beside its documents
     */
    public boolean readJournal(long end, int most) {
        turnTo(SnapshotPageDescriptor.CHANGES);
        for (int i = 0; i < most; i++) {
            if (!reader.nextUpTo(end)) {
                requireEnd(end);
                return false;
            }
            if (reader.sequence() > begin && reader.kind() == RecordKind.CHANGE) {
                change();
            }
        }
        return true;
    }

    private void requireEnd(long end) {
        if (reader.position() < end || reader.hasMoreInBlock()) {
            throw new CorruptJournalException(
                    order.directory().toString(),
                    0,
                    "the journal ends before what was committed: sequence=" + reader.position() + " committed=" + end
                            + ": open it again");
        }
    }

    private void change() {
        int docLength = reader.hasNew() ? reader.newLength() : SnapshotPageDescriptor.REMOVED;
        stretchBytes += SnapshotPageDescriptor.documentLength(reader.keyLength(), docLength);
        if (stretchBytes > largestStretchBytes) {
            throw new LimitException(
                    "snapshotStretchBytes",
                    stretchBytes,
                    largestStretchBytes,
                    "more has changed while a snapshot was taken than it may hold: sequence=" + reader.sequence()
                            + ", take it while less is written; the last one stays");
        }
        put(
                reader.tableId(),
                reader.block(),
                reader.keyOffset(),
                reader.keyLength(),
                reader.newOffset(),
                docLength,
                reader.sequence());
        changes++;
    }

    /**
     * Completes it, forces the journal up to it and puts it in its place; older ones that are not needed are removed.
     *
     * @param readyIndexes numbers of the indexes in which all documents are listed
     * @param kept how many snapshots stay, this one counted
     * @return what was written
     * @throws io.tailrace.error.JournalException when the device refused
     */
    public Snapshot finish(BitSet readyIndexes, int kept) {
        long sequence = reader.position();
        turnTo(SnapshotPageDescriptor.CATALOGUE);
        long catalogueAt = position;
        long cataloguePage = pages;
        putCatalogue();
        turnTo(SnapshotPageDescriptor.INDEXES);
        putIndexes(readyIndexes);
        turnTo(SnapshotPageDescriptor.DOCUMENTS);
        UnsafeBuffer block = reader.block();
        SnapshotHeader header = new SnapshotHeader(
                reader.segment(),
                journal.id(),
                sequence,
                BlockDescriptor.epoch(block),
                BlockDescriptor.sequence(block),
                BlockDescriptor.crc(block),
                Math.max(reader.timeNs(), reader.markedTimeNs()),
                catalogueAt,
                cataloguePage,
                pages,
                documents,
                changes,
                position + SnapshotDescriptor.FOOTER_LENGTH);
        SnapshotDescriptor.putFooter(page, sum, header);
        write(SnapshotDescriptor.FOOTER_LENGTH, position);
        SnapshotDescriptor.putHeader(page, header);
        write(SnapshotDescriptor.HEADER_LENGTH, 0);
        place(sequence, kept);
        return header.snapshot(files.path(sequence));
    }

    private void place(long sequence, int kept) {
        journal.force();
        journal.checkFence();
        try {
            files.place(temporary, sequence, journal.firstSequence() > 1 ? Math.max(LEAST_KEPT, kept) : kept);
            done = true;
        } catch (IOException e) {
            throw IoErrors.of("cannot write the snapshot", temporary, e);
        }
    }

    private void putCatalogue() {
        Dictionary dictionary = catalogue.dictionary;
        for (int id = 0; id < dictionary.fieldCount(); id++) {
            byte[] name = dictionary.fieldName(id);
            int whole = CatalogueDescriptor.fieldLength(name.length);
            int record = room(whole);
            CatalogueDescriptor.field(page, record, id, new UnsafeBuffer(name), 0, name.length);
            added(whole);
        }
        for (int id = 0; id < dictionary.shapeCount(); id++) {
            int[] fields = dictionary.shapeFields(id);
            int whole = CatalogueDescriptor.shapeLength(fields.length);
            int record = room(whole);
            CatalogueDescriptor.shape(page, record, id, fields, fields.length);
            added(whole);
        }
        for (int id = 0; id < catalogue.tables.size(); id++) {
            int whole = catalogue.tables.recordBytes(id);
            int record = room(whole);
            catalogue.tables.put(page, record, id);
            added(whole);
        }
        for (int id = 0; id < catalogue.indexes.size(); id++) {
            int whole = catalogue.indexes.recordBytes(id);
            int record = room(whole);
            catalogue.indexes.put(page, record, id);
            added(whole);
        }
        for (int number = 0; number < catalogue.cursors.size(); number++) {
            CursorCatalogue.Entry cursor = catalogue.cursors.at(number);
            int record = room(cursor.recordBytes());
            cursor.put(page, record);
            added(cursor.recordBytes());
        }
    }

    private void putIndexes(BitSet ready) {
        for (int id = 0; id < catalogue.indexes.size(); id++) {
            if (catalogue.indexes.exists(id)) {
                int record = room(SnapshotPageDescriptor.INDEX_LENGTH);
                page.putInt(record, id);
                page.putInt(record + SnapshotPageDescriptor.READY_OFFSET, ready.get(id) ? INDEX_FLAG_READY : 0);
                added(SnapshotPageDescriptor.INDEX_LENGTH);
            }
        }
    }

    /** Ends the page at hand where it has records; the next ones are of that kind. */
    private void turnTo(int next) {
        if (records > 0 && kind != next) {
            writePage();
        }
        kind = next;
    }

    /** Where a record of so many bytes goes. */
    private int room(int whole) {
        if (records > 0 && length + whole > PAGE_BYTES) {
            writePage();
        }
        if (length + whole > bytes.length) {
            bytes = Arrays.copyOf(bytes, length + whole);
            page.wrap(bytes);
        }
        return length;
    }

    private void added(int whole) {
        length += whole;
        records++;
    }

    private void writePage() {
        int crc = SnapshotPageDescriptor.putHeader(page, length, kind, records, pages, journal.id());
        sum += SnapshotDescriptor.share(crc, pages);
        write(length, position);
        pages++;
        position += length;
        length = SnapshotPageDescriptor.HEADER_LENGTH;
        records = 0;
    }

    private void write(int count, long at) {
        try {
            order.disk().write(temporary, ByteBuffer.wrap(bytes, 0, count), at);
        } catch (IOException e) {
            throw IoErrors.of("cannot write the snapshot", temporary, e);
        }
    }

    /** Takes away what was not finished; a second call does nothing. */
    @Override
    public void close() {
        reader.close();
        segments.close();
        if (!done) {
            done = true;
            files.removeTemporary();
        }
    }
}
