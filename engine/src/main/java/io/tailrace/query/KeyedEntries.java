package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.index.Index;
import io.tailrace.index.ReadCopy;
import org.agrona.concurrent.UnsafeBuffer;

/** The documents of listed primary keys, each read by its key, in the order of the keys. Not thread safe. */
final class KeyedEntries extends LiveEntries {
    private final Index index;
    private final boolean descending;
    private final ReadCopy copy = new ReadCopy();
    private int read;

    KeyedEntries(QueryContext context, Source source, Dictionary dictionary) {
        super(source, dictionary);
        index = context.index(source.tableId());
        descending = source.descending();
    }

    @Override
    void startAfter(EntryPlace start) {
        // Every key is one read: those that lie before are read and left out.
    }

    @Override
    boolean next() {
        while (read < ranges.count()) {
            int range = descending ? ranges.count() - 1 - read : read;
            read++;
            // The lower bound of a range of one key is the key.
            UnsafeBuffer key = ranges.lower(range);
            int length = index.read(key, 0, key.capacity(), copy);
            if (length != Index.NOT_FOUND) {
                place.order(key, 0, key.capacity());
                place.key(key, 0, key.capacity());
                document = copy.buffer();
                documentLength = length;
                version = copy.sequence();
                copies = ranges.copies(range);
                return true;
            }
        }
        return false;
    }
}
