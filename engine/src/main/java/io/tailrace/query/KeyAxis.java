package io.tailrace.query;

import io.tailrace.journal.JournalReader;

/** The primary key, which both documents of a change have in common. */
final class KeyAxis extends Axis {
    @Override
    void collect(ChangeImages change, Lookups into) {
        JournalReader at = change.at();
        into.add(this, at.block(), at.keyOffset(), at.keyLength(), Matches.NEITHER);
    }
}
