package io.tailrace.query;

import io.tailrace.journal.JournalReader;

/** The primary key, which both documents of a change have in common. */
final class KeyAxis extends Axis {
    @Override
    void match(ChangeImages change, Matches into) {
        JournalReader at = change.at();
        mark(at.block(), at.keyOffset(), at.keyLength(), Matches.NEITHER, into);
    }
}
