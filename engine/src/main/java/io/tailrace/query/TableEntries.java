package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexWalk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** All documents of a table in the order of the hashes of their keys, which means nothing. Not thread safe. */
final class TableEntries extends LiveEntries {
    private final Index index;
    private final IndexWalk walk;
    private final UnsafeBuffer hash = new UnsafeBuffer(ByteBuffer.allocateDirect(Integer.BYTES));
    private final UnsafeBuffer listedHash = new UnsafeBuffer(ByteBuffer.allocateDirect(Integer.BYTES));

    TableEntries(QueryContext context, Source source, Dictionary dictionary) {
        super(source, dictionary);
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
    int listed(int position, EntryPlace into) {
        int times = super.listed(position, into);
        listedHash.putInt(0, index.walkOrder(into.key, into.keyOffset, into.keyLength), ByteOrder.BIG_ENDIAN);
        into.order(listedHash, 0, Integer.BYTES);
        return times;
    }
}
