package io.tailrace.query;

import org.agrona.DirectBuffer;

/** Entries that stand where the primary keys of their documents say: each document has one. Not thread safe. */
abstract class KeyPlacedEntries extends LiveEntries {
    final SourceRanges ranges;
    private final EntryPlace listed = new EntryPlace();

    KeyPlacedEntries(Source source) {
        ranges = new SourceRanges(source);
    }

    @Override
    final boolean placedByKey() {
        return true;
    }

    @Override
    final int list(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        listed.order(key, keyOffset, keyLength);
        listed.key(key, keyOffset, keyLength);
        return 1;
    }

    @Override
    final int listed(int entry, EntryPlace into) {
        into.set(listed);
        return ranges.copies(listed.key, listed.keyOffset, listed.keyLength);
    }
}
