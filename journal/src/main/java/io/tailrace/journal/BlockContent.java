package io.tailrace.journal;

import io.tailrace.document.DocumentCheck;
import io.tailrace.document.KeyEncoder;
import io.tailrace.error.CorruptJournalException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads single blocks of a journal, wherever they come from, and looks at all of one before anything of it is used. Not
 * thread safe.
 */
final class BlockContent {
    private final Catalogue catalogue;
    private final DocumentCheck documents;
    private final OneBlock cursor = new OneBlock();
    private final BlockSource source;
    private final long journalId;
    private JournalReader reader;

    private int changeBytes;
    private int roomBytes;

    /**
     * @param catalogue takes in what the blocks say
     * @param source for the names of segments
     */
    BlockContent(Catalogue catalogue, BlockSource source, long journalId) {
        this.catalogue = catalogue;
        this.source = source;
        this.journalId = journalId;
        documents = new DocumentCheck(catalogue.dictionary);
    }

    /** A reader of the changes of that block alone. */
    JournalReader read(UnsafeBuffer block, int segment, long position) {
        cursor.give(block, segment, position);
        reader = new JournalReader(source, cursor, catalogue, true, journalId, BlockDescriptor.sequence(block));
        return reader;
    }

    /** Takes in what the block tells of names and definitions, whether or not its documents can be understood. */
    void learn(UnsafeBuffer block, int segment, long position) {
        try {
            JournalReader changes = read(block, segment, position);
            while (changes.next()) {
                assert changes.sequence() > 0 : "only the records between the changes matter";
            }
        } catch (CorruptJournalException e) {
            assert e.what() != null : "who takes the block meets it again";
        }
    }

    /** What in it cannot be understood, with what was learned before it, or null. */
    String defect(UnsafeBuffer block, int segment, long position) {
        changeBytes = 0;
        roomBytes = 0;
        try {
            JournalReader changes = read(block, segment, position);
            while (changes.next()) {
                String wrong = defect(changes);
                if (wrong != null) {
                    return wrong + " sequence=" + changes.sequence();
                }
            }
            return null;
        } catch (CorruptJournalException e) {
            return e.what();
        }
    }

    /** Bytes of the changes of the block looked at, as it holds them. */
    int changeBytes() {
        return changeBytes;
    }

    /** The same where each change has its whole old document. */
    int roomBytes() {
        return roomBytes;
    }

    private String defect(JournalReader change) {
        if (change.kind() != RecordKind.CHANGE) {
            return null;
        }
        if (catalogue.tables.name(change.tableId()) == null) {
            return "change of a table that has no record: table=" + change.tableId();
        }
        if (change.keyLength() < 1 || change.keyLength() > KeyEncoder.MAX_ENCODED_BYTES) {
            return "key has an impossible length: length=" + change.keyLength();
        }
        String wrong =
                change.hasNew() ? documents.defect(change.block(), change.newOffset(), change.newLength()) : null;
        if (wrong == null && change.hasOld()) {
            wrong = change.oldIsDelta()
                    ? documents.deltaDefect(
                            change.block(), change.storedOldOffset(), change.storedOldLength(), change.newOffset())
                    : documents.defect(change.block(), change.storedOldOffset(), change.storedOldLength());
        }
        if (wrong == null) {
            changeBytes += ChangeDescriptor.length(change.keyLength(), change.storedOldLength(), change.newLength());
            roomBytes += ChangeDescriptor.length(change.keyLength(), change.oldLength(), change.newLength());
        }
        return wrong == null ? null : "document is damaged: " + wrong;
    }
}
