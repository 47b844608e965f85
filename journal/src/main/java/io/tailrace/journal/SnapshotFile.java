package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the pages of one snapshot, each of which is checked before anything of it is shown. Not thread safe. No length
 * is believed that does not fit into the file.
 */
final class SnapshotFile implements AutoCloseable {
    private final RandomAccessFile file;
    private final long length;
    private byte[] bytes = new byte[SnapshotWriter.PAGE_BYTES];
    private final UnsafeBuffer page = new UnsafeBuffer(bytes);
    private SnapshotHeader header;
    private long sum;
    private long pages;
    private long documents;
    private long changes;
    /** Where the pages end that are read now. */
    private long end;
    /** Where the next of them begins, and its number. */
    private long next;

    private long nextNumber;

    private SnapshotFile(RandomAccessFile file) throws IOException {
        this.file = file;
        length = file.length();
    }

    static SnapshotFile open(Path path) throws IOException {
        return new SnapshotFile(RegularFile.open(path, "r"));
    }

    /** Reads header and footer. Returns null, or what is wrong. */
    String readHeader() throws IOException {
        if (length < SnapshotDescriptor.HEADER_LENGTH + SnapshotDescriptor.FOOTER_LENGTH) {
            return "file is cut off: length=" + length;
        }
        read(0, SnapshotDescriptor.HEADER_LENGTH);
        if (page.getInt(SnapshotDescriptor.MAGIC_OFFSET) != SnapshotDescriptor.MAGIC) {
            return "file has no magic";
        }
        if (page.getInt(SnapshotDescriptor.CRC_OFFSET) != SnapshotDescriptor.headerCrc(page)) {
            return "header checksum differs";
        }
        int version = page.getInt(SnapshotDescriptor.VERSION_OFFSET);
        if (version != SnapshotDescriptor.VERSION) {
            return "file has another format: version=" + version + " supported=" + SnapshotDescriptor.VERSION;
        }
        SnapshotHeader found = SnapshotDescriptor.header(page);
        if (found.defect() != null) {
            return found.defect();
        }
        if (found.fileLength() != length) {
            return "file length differs: written=" + found.fileLength() + " found=" + length;
        }
        header = found;
        return null;
    }

    SnapshotHeader header() {
        return header;
    }

    /** Checks the footer, after all pages were read. Returns null, or what is wrong. */
    String readFooter() throws IOException {
        if (pages != header.pages() || documents != header.documents() || changes != header.changes()) {
            return "counts differ from the header: pages=" + pages + " documents=" + documents + " changes=" + changes;
        }
        read(header.footerAt(), SnapshotDescriptor.FOOTER_LENGTH);
        boolean sound = page.getInt(SnapshotDescriptor.MAGIC_OFFSET) == SnapshotDescriptor.FOOTER_MAGIC
                && page.getInt(SnapshotDescriptor.FOOTER_CRC_OFFSET) == SnapshotDescriptor.footerCrc(page)
                && page.getLong(SnapshotDescriptor.FOOTER_SEQUENCE_OFFSET) == header.sequence()
                && page.getLong(SnapshotDescriptor.FOOTER_JOURNAL_ID_OFFSET) == header.journalId();
        if (!sound) {
            return "footer is damaged: offset=" + header.footerAt();
        }
        return page.getLong(SnapshotDescriptor.SUM_OFFSET) == sum
                ? null
                : "pages are not those that were written together";
    }

    /** Shows the pages of the catalogue and of the indexes to a visitor. Returns null, or what is wrong. */
    String readCatalogue(Visitor visitor) throws IOException {
        turnTo(header.catalogueAt(), header.footerAt(), header.cataloguePage());
        return readAll(visitor);
    }

    /** Shows the pages of documents and changes to a visitor. Returns null, or what is wrong. */
    String readDocuments(Visitor visitor) throws IOException {
        turnToDocuments();
        return readAll(visitor);
    }

    /** The pages that come next are those of documents and changes. */
    void turnToDocuments() {
        turnTo(SnapshotDescriptor.HEADER_LENGTH, header.catalogueAt(), 0);
    }

    private void turnTo(long from, long to, long firstNumber) {
        next = from;
        end = to;
        nextNumber = firstNumber;
    }

    private String readAll(Visitor visitor) throws IOException {
        String defect = null;
        while (defect == null && hasNext()) {
            defect = readNext(visitor);
        }
        return defect;
    }

    /** Whether there is one more page of those. */
    boolean hasNext() {
        return next < end;
    }

    /** Shows the next page. Returns null, or what is wrong. */
    String readNext(Visitor visitor) throws IOException {
        String defect = readPage(next, end, nextNumber);
        if (defect == null) {
            defect = records(visitor);
        }
        if (defect != null) {
            return defect + ": offset=" + next + " page=" + nextNumber;
        }
        next += page.getInt(SnapshotPageDescriptor.LENGTH_OFFSET);
        nextNumber++;
        return null;
    }

    private String readPage(long at, long to, long number) throws IOException {
        long room = to - at;
        if (room < SnapshotPageDescriptor.HEADER_LENGTH) {
            return "page is cut off";
        }
        int first = (int) Math.min(room, SnapshotWriter.PAGE_BYTES);
        read(at, first);
        if (page.getInt(SnapshotPageDescriptor.MAGIC_OFFSET) != SnapshotPageDescriptor.MAGIC) {
            return "page has no magic";
        }
        int whole = page.getInt(SnapshotPageDescriptor.LENGTH_OFFSET);
        if (whole < SnapshotPageDescriptor.HEADER_LENGTH
                || whole > Math.min(room, SnapshotPageDescriptor.LARGEST)
                || (whole & 7) != 0) {
            return "page length is impossible: length=" + whole;
        }
        if (whole > first) {
            read(at, whole);
        }
        int crc = page.getInt(SnapshotPageDescriptor.CRC_OFFSET);
        if (crc != SnapshotPageDescriptor.crc(page, whole)) {
            return "page checksum differs";
        }
        if (page.getLong(SnapshotPageDescriptor.NUMBER_OFFSET) != number
                || page.getLong(SnapshotPageDescriptor.JOURNAL_ID_OFFSET) != header.journalId()) {
            return "page stands in the wrong place: number=" + page.getLong(SnapshotPageDescriptor.NUMBER_OFFSET);
        }
        sum += SnapshotDescriptor.share(crc, number);
        pages++;
        return null;
    }

    private String records(Visitor visitor) {
        int end = page.getInt(SnapshotPageDescriptor.LENGTH_OFFSET);
        int kind = page.getInt(SnapshotPageDescriptor.KIND_OFFSET);
        int count = page.getInt(SnapshotPageDescriptor.RECORDS_OFFSET);
        int record = SnapshotPageDescriptor.HEADER_LENGTH;
        int read = 0;
        while (record < end) {
            int next = recordEnd(kind, record, end);
            if (next < 0) {
                return "record does not fit its page: kind=" + kind + " record=" + record;
            }
            String defect = visitor.onRecord(kind, page, record);
            if (defect != null) {
                return defect;
            }
            record = next;
            read++;
        }
        documents += kind == SnapshotPageDescriptor.DOCUMENTS ? read : 0;
        changes += kind == SnapshotPageDescriptor.CHANGES ? read : 0;
        return read == count ? null : "page has another number of records: says=" + count + " has=" + read;
    }

    /** Where a record ends, negative where it is not one, or its parts do not fill it. */
    private int recordEnd(int kind, int record, int end) {
        int room = end - record;
        switch (kind) {
            case SnapshotPageDescriptor.DOCUMENTS:
            case SnapshotPageDescriptor.CHANGES:
                return room < SnapshotPageDescriptor.KEY_OFFSET ? -1 : documentEnd(record, room);
            case SnapshotPageDescriptor.CATALOGUE:
                return BlockCheck.recordDefect(page, record, end) == null
                                && RecordKind.isCatalogue(ChangeDescriptor.kind(page, record))
                                && ChangeDescriptor.kind(page, record) != RecordKind.TIME
                        ? record + ChangeDescriptor.length(page, record)
                        : -1;
            case SnapshotPageDescriptor.INDEXES:
                return room < SnapshotPageDescriptor.INDEX_LENGTH ? -1 : record + SnapshotPageDescriptor.INDEX_LENGTH;
            default:
                return -1;
        }
    }

    private int documentEnd(int record, int room) {
        int whole = page.getInt(record);
        int key = page.getInt(record + SnapshotPageDescriptor.KEY_LENGTH_OFFSET);
        int document = page.getInt(record + SnapshotPageDescriptor.DOCUMENT_LENGTH_OFFSET);
        boolean sane = whole >= SnapshotPageDescriptor.KEY_OFFSET
                && whole <= room
                && key >= 0
                && key <= room
                && document >= SnapshotPageDescriptor.REMOVED
                && document <= room
                && SnapshotPageDescriptor.documentLength(key, document) == whole;
        return sane ? record + whole : -1;
    }

    private void read(long at, int count) throws IOException {
        if (bytes.length < count) {
            bytes = new byte[count];
            page.wrap(bytes);
        }
        file.seek(at);
        file.readFully(bytes, 0, count);
    }

    /** What to throw where something is wrong that was sound a moment ago. */
    static CorruptJournalException changed(Path path, String defect) {
        return new CorruptJournalException(
                path.toString(), 0, "the snapshot has changed since it was checked: " + defect + ": open it again");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Is shown the records of a page that is sound. */
    @FunctionalInterface
    interface Visitor {
        /** Takes one record, whose parts fill it. Returns null, or what is wrong with it. */
        String onRecord(int kind, UnsafeBuffer page, int record);
    }
}
