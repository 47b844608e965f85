package io.tailrace.journal;

import io.tailrace.document.DocumentCheck;
import io.tailrace.document.KeyEncoder;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.index.Index;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Looks at every byte of a snapshot before anything of it is taken in: pages, records, and the documents in them, by
 * the catalogue that the snapshot itself holds; at once, or some pages at a time. Used once.
 */
final class SnapshotCheck {
    private final Catalogue catalogue;
    private final DocumentCheck documents;
    private final long journalId;
    private SnapshotHeader header;
    private long lastChange;
    private boolean foreign;
    /** What is looked at some pages at a time, null before that and after it. */
    private SnapshotFile file;

    private String defect;

    SnapshotCheck(JournalConfig config, long journalId) {
        this.journalId = journalId;
        catalogue = new Catalogue(config);
        documents = new DocumentCheck(catalogue.dictionary);
    }

    /** Those in a directory whose headers are sound, the newest one first. */
    static List<Snapshot> list(JournalConfig config, long journalId) {
        List<Snapshot> found = new ArrayList<>();
        for (Path path : SnapshotFiles.newestFirst(config.directory())) {
            SnapshotCheck check = new SnapshotCheck(config, journalId);
            if (check.headerDefect(path) == null) {
                found.add(check.header().snapshot(path));
            }
        }
        return found;
    }

    /** What the header of the newest one says of those whose headers are sound, or null. */
    static SnapshotHeader newest(JournalConfig config, long journalId) {
        for (Path path : SnapshotFiles.newestFirst(config.directory())) {
            SnapshotCheck check = new SnapshotCheck(config, journalId);
            if (check.headerDefect(path) == null) {
                return check.header();
            }
        }
        return null;
    }

    /** What the header says, where it is sound. */
    SnapshotHeader header() {
        return header;
    }

    /** Whether it belongs to another journal, or is no file. */
    boolean isForeign() {
        return foreign;
    }

    /** Looks at header and length. Returns null, or what is wrong. */
    String headerDefect(Path path) {
        try (SnapshotFile opened = SnapshotFile.open(path)) {
            String wrong = opened.readHeader();
            if (wrong != null) {
                return wrong;
            }
            header = opened.header();
            foreign = header.journalId() != journalId;
            if (foreign) {
                return "it belongs to another journal: id=" + header.journalId() + " expected=" + journalId;
            }
            return SnapshotFiles.name(header.sequence())
                            .equals(path.getFileName().toString())
                    ? null
                    : "it was renamed: sequence=" + header.sequence();
        } catch (CorruptJournalException e) {
            foreign = true; // something else stands there
            return "it cannot be read: " + e.getMessage();
        } catch (IOException e) {
            return "it cannot be read: cause=" + e;
        }
    }

    /** Looks at all of it, after its header. Returns null, or what is wrong. */
    String defect(Path path) {
        begin(path);
        boolean more = true;
        while (more) {
            more = step(Integer.MAX_VALUE);
        }
        return defect;
    }

    /** Begins to look at all of it, after its header. */
    void begin(Path path) {
        try {
            file = SnapshotFile.open(path);
            defect = file.readHeader();
            if (defect == null) {
                defect = file.readCatalogue(this::catalogueRecord);
            }
            if (defect == null) {
                defect = indexDefect();
            }
            if (defect == null) {
                file.turnToDocuments();
                return;
            }
        } catch (IOException | CorruptJournalException e) {
            defect = unreadable(e);
        }
        end();
    }

    /** Looks at so many pages more. False when that was all, or something is wrong. */
    boolean step(int pages) {
        if (file == null) {
            return false;
        }
        try {
            for (int i = 0; i < pages && defect == null && file.hasNext(); i++) {
                defect = file.readNext(this::documentRecord);
            }
            if (defect == null && file.hasNext()) {
                return true;
            }
            if (defect == null) {
                defect = file.readFooter();
            }
        } catch (IOException | CorruptJournalException e) {
            defect = unreadable(e);
        }
        end();
        return false;
    }

    /** What is wrong, where all was looked at; or null. */
    String defect() {
        return defect;
    }

    private static String unreadable(Exception cause) {
        return "it cannot be read: cause=" + cause;
    }

    /** Lets go of the file, where not all was looked at. */
    void end() {
        SnapshotFile closing = file;
        file = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (IOException e) {
            defect = defect == null ? unreadable(e) : defect;
        }
    }

    private String indexDefect() {
        IndexCatalogue indexes = catalogue.indexes;
        for (int id = 0; id < indexes.size(); id++) {
            if (indexes.exists(id) && !catalogue.tables.exists(indexes.tableId(id))) {
                return "index of a table that there is not: index=" + id + " table=" + indexes.tableId(id);
            }
        }
        return null;
    }

    private String catalogueRecord(int kind, UnsafeBuffer page, int record) {
        if (kind == SnapshotPageDescriptor.CATALOGUE) {
            return catalogue.restore(page, record);
        }
        if (kind != SnapshotPageDescriptor.INDEXES) {
            return "page of another kind among those of the catalogue: kind=" + kind;
        }
        int index = page.getInt(record);
        int ready = page.getInt(record + SnapshotPageDescriptor.READY_OFFSET);
        return catalogue.indexes.exists(index) && (ready | 1) == 1
                ? null
                : "state of an index that there is not: index=" + index + " ready=" + ready;
    }

    private String documentRecord(int kind, UnsafeBuffer page, int record) {
        int table = page.getInt(record + SnapshotPageDescriptor.TABLE_OFFSET);
        int keyLength = page.getInt(record + SnapshotPageDescriptor.KEY_LENGTH_OFFSET);
        int length = page.getInt(record + SnapshotPageDescriptor.DOCUMENT_LENGTH_OFFSET);
        long sequence = page.getLong(record + SnapshotPageDescriptor.SEQUENCE_OFFSET);
        boolean isChange = kind == SnapshotPageDescriptor.CHANGES;
        if (!isChange && kind != SnapshotPageDescriptor.DOCUMENTS) {
            return "page of another kind among those of documents: kind=" + kind;
        }
        if (catalogue.tables.name(table) == null) {
            return "document of a table that has no record: table=" + table;
        }
        if (keyLength < 1 || keyLength > KeyEncoder.MAX_ENCODED_BYTES) {
            return "key has an impossible length: length=" + keyLength;
        }
        if (sequence < 1 || sequence > header.sequence() || isChange && sequence <= lastChange) {
            return "sequence is impossible: sequence=" + sequence + " of=" + header.sequence();
        }
        if (length > Index.MAX_DOCUMENT_BYTES || length < 0 && !isChange) {
            return "document has an impossible length: length=" + length;
        }
        lastChange = isChange ? sequence : lastChange;
        if (length < 0) {
            return null;
        }
        String wrong = documents.defect(page, SnapshotPageDescriptor.documentOffset(record, keyLength), length);
        return wrong == null ? null : "document is damaged: " + wrong;
    }
}
