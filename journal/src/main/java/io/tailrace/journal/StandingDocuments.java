package io.tailrace.journal;

import io.tailrace.bytes.Bytes;
import io.tailrace.document.Document;
import io.tailrace.document.KeyDecoder;
import io.tailrace.error.DocumentException;
import io.tailrace.index.IndexEntry;

/**
 * The documents that stand before each change of a stretch, to which the old document of the change is held: whoever
 * writes blocks with right checksums can still say anything there, and feeds would deliver it. Not thread safe.
 */
final class StandingDocuments {
    private final Catalogue names;
    private final KeptState documents;
    private final IndexEntry standing = new IndexEntry();

    /** @param names of the stretch, as far as it has been read */
    StandingDocuments(Catalogue names, long hashSeed) {
        this.names = names;
        documents = new KeptState(hashSeed);
    }

    /** Takes in the change that the reader stands at; what is wrong with its old document, or null. */
    String take(JournalReader change) {
        if (change.kind() == RecordKind.TABLE_DROPPED) {
            documents.drop(change.tableId());
        }
        if (change.kind() != RecordKind.CHANGE) {
            return null;
        }
        boolean isThere = documents.find(change.tableId(), change, standing);
        String wrong = null;
        if (isThere != change.hasOld()) {
            wrong = isThere
                    ? "change has no old document, and its key has one"
                    : "change has an old document, and its key has none";
        } else if (isThere && !isStanding(change)) {
            wrong = "change has another old document than its key has";
        }
        if (wrong != null) {
            return wrong + ": sequence=" + change.sequence() + " table=" + names.tables.name(change.tableId()) + " key="
                    + key(change);
        }
        documents.take(change.tableId(), change, change.sequence());
        return null;
    }

    /** Equal documents may differ in bytes that nobody reads. */
    private boolean isStanding(JournalReader change) {
        return Bytes.compare(
                                standing.buffer(),
                                standing.docOffset(),
                                standing.docLength(),
                                change.oldBuffer(),
                                change.oldOffset(),
                                change.oldLength())
                        == 0
                || document()
                        .wrap(standing.buffer(), standing.docOffset(), standing.docLength())
                        .toString()
                        .equals(document()
                                .wrap(change.oldBuffer(), change.oldOffset(), change.oldLength())
                                .toString());
    }

    private Document document() {
        return new Document(names.dictionary);
    }

    private static String key(JournalReader change) {
        try {
            return new KeyDecoder().text(change.block(), change.keyOffset(), change.keyLength());
        } catch (DocumentException e) {
            return "(no key: " + e.getMessage() + ")";
        }
    }
}
