package io.tailrace.query;

import io.tailrace.index.Index;
import io.tailrace.index.ReadCopy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The documents of listed primary keys, each read by its key, in the order of the keys. Not thread safe. */
final class KeyedEntries extends LiveEntries {
    private final Index index;
    private final SourceRanges keys;
    private final boolean descending;
    private final ReadCopy copy = new ReadCopy();
    private final EntryPlace listed = new EntryPlace();
    private int read;

    KeyedEntries(QueryContext context, Source source) {
        index = context.index(source.tableId());
        keys = new SourceRanges(source);
        descending = source.descending();
    }

    @Override
    void startAfter(EntryPlace start) {
        // Every key is one read: those that are behind are read and left out.
    }

    @Override
    boolean next() {
        while (read < keys.count()) {
            final int range = descending ? keys.count() - 1 - read : read;
            read++;
            // The lower bound of a range of one key is the key.
            final UnsafeBuffer key = keys.lower(range);
            final int length = index.read(key, 0, key.capacity(), copy);
            if (length != Index.NOT_FOUND) {
                place.order(key, 0, key.capacity());
                place.key(key, 0, key.capacity());
                document = copy.buffer();
                documentLength = length;
                version = copy.sequence();
                copies = keys.copies(range);
                return true;
            }
        }
        return false;
    }

    @Override
    boolean placedByKey() {
        return true;
    }

    @Override
    int list(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        listed.order(key, keyOffset, keyLength);
        listed.key(key, keyOffset, keyLength);
        return 1;
    }

    @Override
    int listed(int entry, EntryPlace into) {
        into.set(listed);
        return keys.copies(listed.key, listed.keyOffset, listed.keyLength);
    }
}
