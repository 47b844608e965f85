package io.tailrace.write;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentCheck;
import io.tailrace.document.KeyEncoder;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.journal.ReplayHandler;

/**
 * Looks into the documents of changes that come from a disk, so that nobody after it has to: the replay of whoever
 * opens the journal, and every reader where another process writes. Not thread safe.
 *
 * @hidden
 */
public final class ContentCheck implements ReplayHandler {
    private final DocumentCheck documents;

    /**
     * Makes a check.
     *
     * @param dictionary of the journal
     */
    public ContentCheck(Dictionary dictionary) {
        documents = new DocumentCheck(dictionary);
    }

    /** Throws an error that names the place where something is wrong. */
    @Override
    public void onChange(JournalReader change) {
        if (change.kind() != RecordKind.CHANGE) {
            return;
        }
        if (change.keyLength() < 1 || change.keyLength() > KeyEncoder.MAX_ENCODED_BYTES) {
            throw change.damage("key has an impossible length: length=" + change.keyLength());
        }
        if (change.hasNew()) {
            check(change, "new", documents.defect(change.block(), change.newOffset(), change.newLength()));
        }
        if (change.hasOld()) {
            check(change, "old", oldDefect(change)); // what is different relies on the new one
        }
    }

    private String oldDefect(JournalReader change) {
        int offset = change.storedOldOffset();
        int length = change.storedOldLength();
        return change.oldIsDelta()
                ? documents.deltaDefect(change.block(), offset, length, change.newOffset())
                : documents.defect(change.block(), offset, length);
    }

    private static void check(JournalReader change, String which, String defect) {
        if (defect != null) {
            throw change.damage(which + " document is damaged: " + defect);
        }
    }
}
