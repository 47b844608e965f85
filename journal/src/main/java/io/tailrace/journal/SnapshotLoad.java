package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.agrona.concurrent.UnsafeBuffer;

/** Hands the state that a snapshot holds to a handler, after all of it was checked. Used once. */
final class SnapshotLoad {
    private final Path path;
    private final Catalogue catalogue;
    /** What readers of the journal know, which may have come further; or the same. */
    private final Catalogue readers;

    private final StateHandler handler;
    /** Whether an index that was being built counts as ready, as nobody goes on with that. */
    private final boolean allReady;

    private final BitSet ready = new BitSet();

    SnapshotLoad(Path path, Catalogue catalogue, StateHandler handler) {
        this(path, catalogue, catalogue, handler, false);
    }

    /**
     * Of a snapshot that was checked.
     *
     * @param catalogue knows nothing yet
     * @param readers learns what it does not know
     * @param allReady whether an index that was being built counts as ready
     */
    SnapshotLoad(Path path, Catalogue catalogue, Catalogue readers, StateHandler handler, boolean allReady) {
        this.allReady = allReady;
        this.path = path;
        this.catalogue = catalogue;
        this.readers = readers;
        this.handler = handler;
    }

    /**
     * Takes it in.
     *
     * @throws CorruptJournalException where it is not what was checked
     */
    void run() {
        try (SnapshotFile file = SnapshotFile.open(path)) {
            require(file.readHeader());
            require(file.readCatalogue(this::catalogueRecord));
            handler.onState(file.header().sequence(), catalogue.tables);
            require(file.readDocuments(this::documentRecord));
            require(file.readFooter());
        } catch (IOException e) {
            throw new JournalException("the snapshot cannot be read any more: file=" + path + ": open it again", e);
        }
        for (int id = 0; id < catalogue.indexes.size(); id++) {
            if (catalogue.indexes.exists(id)) {
                handler.onIndex(id, allReady || ready.get(id));
            }
        }
    }

    private void require(String defect) {
        if (defect != null) {
            throw SnapshotFile.changed(path, defect);
        }
    }

    private String catalogueRecord(int kind, UnsafeBuffer page, int record) {
        if (kind == SnapshotPageDescriptor.CATALOGUE) {
            String defect = catalogue.restore(page, record);
            return defect == null && readers != catalogue ? readers.restore(page, record) : defect;
        }
        if (page.getInt(record + SnapshotPageDescriptor.READY_OFFSET) != 0) {
            ready.set(page.getInt(record));
        }
        return null;
    }

    private String documentRecord(int kind, UnsafeBuffer page, int record) {
        int table = page.getInt(record + SnapshotPageDescriptor.TABLE_OFFSET);
        if (catalogue.tables.exists(table)) { // it may have been dropped after the walk over it
            int keyLength = page.getInt(record + SnapshotPageDescriptor.KEY_LENGTH_OFFSET);
            handler.onDocument(
                    table,
                    page.getLong(record + SnapshotPageDescriptor.SEQUENCE_OFFSET),
                    page,
                    record + SnapshotPageDescriptor.KEY_OFFSET,
                    keyLength,
                    SnapshotPageDescriptor.documentOffset(record, keyLength),
                    page.getInt(record + SnapshotPageDescriptor.DOCUMENT_LENGTH_OFFSET));
        }
        return null;
    }
}
