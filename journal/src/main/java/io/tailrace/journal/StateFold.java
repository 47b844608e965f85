package io.tailrace.journal;

import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexWalk;
import org.agrona.DirectBuffer;

/** Takes in a state and changes after it, and gives what there is then to a transcript. Not thread safe. */
final class StateFold implements StateHandler {
    private final KeptState documents;

    StateFold(long hashSeed) {
        documents = new KeptState(hashSeed);
    }

    /** All of a table, in the order of the journal's hash of keys. */
    IndexWalk walk(int table) {
        return documents.walk(table);
    }

    void writeTo(Transcript transcript, Catalogue catalogue, long timeNs) {
        for (int table = 0; table < catalogue.tables.size(); table++) {
            if (catalogue.tables.exists(table)) {
                IndexWalk walk = documents.walk(table);
                while (walk.next()) {
                    IndexEntry entry = walk.entry();
                    transcript.document(
                            table,
                            timeNs,
                            entry.buffer(),
                            entry.keyOffset(),
                            entry.keyLength(),
                            entry.docOffset(),
                            entry.docLength());
                }
            }
        }
    }

    @Override
    public void onState(long sequence, TableCatalogue tables) {
        assert documents.size() == 0 : "documents come after it";
    }

    @Override
    public void onDocument(
            int tableId,
            long sequence,
            DirectBuffer buffer,
            int keyOffset,
            int keyLength,
            int docOffset,
            int docLength) {
        if (docLength < 0) {
            documents.remove(tableId, buffer, keyOffset, keyLength);
        } else {
            documents.put(tableId, buffer, keyOffset, keyLength, docOffset, docLength, sequence);
        }
    }

    @Override
    public void onIndex(int indexId, boolean ready) {
        assert indexId >= 0 : "the transcript defines them by the catalogue";
    }

    @Override
    public void onChange(JournalReader change) {
        if (change.kind() == RecordKind.CHANGE) {
            documents.take(change.tableId(), change, change.sequence());
        } else if (change.kind() == RecordKind.TABLE_DROPPED) {
            documents.drop(change.tableId());
        }
    }
}
