package io.tailrace.query;

import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexWalk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** All documents of a table in the order of the hashes of their keys, which means nothing. Not thread safe. */
final class TableEntries extends LiveEntries {
    private final Index index;
    private final IndexWalk walk;
    private final UnsafeBuffer hash = new UnsafeBuffer(ByteBuffer.allocateDirect(Integer.BYTES));
    private final UnsafeBuffer listedHash = new UnsafeBuffer(ByteBuffer.allocateDirect(Integer.BYTES));
    private final EntryPlace listed = new EntryPlace();

    TableEntries(QueryContext context, Source source) {
        index = context.index(source.tableId());
        walk = index.walk();
        place.order(hash, 0, Integer.BYTES);
    }

    @Override
    void startAfter(EntryPlace start) {
        throw new IllegalStateException("the order of hashes has no place to start at");
    }

    @Override
    boolean next() {
        if (!walk.next()) {
            return false;
        }
        IndexEntry entry = walk.entry();
        place.key(entry.buffer(), entry.keyOffset(), entry.keyLength());
        hash.putInt(0, index.walkOrder(place.key, place.keyOffset, place.keyLength), ByteOrder.BIG_ENDIAN);
        document = entry.buffer();
        documentOffset = entry.docOffset();
        documentLength = entry.docLength();
        version = entry.sequence();
        return true;
    }

    @Override
    boolean placedByKey() {
        return true;
    }

    @Override
    int list(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        listedHash.putInt(0, index.walkOrder(key, keyOffset, keyLength), ByteOrder.BIG_ENDIAN);
        listed.order(listedHash, 0, Integer.BYTES);
        listed.key(key, keyOffset, keyLength);
        return 1;
    }

    @Override
    int listed(int entry, EntryPlace into) {
        into.set(listed);
        return 1;
    }
}
