package io.tailrace.query;

import org.agrona.DirectBuffer;

/** Documents in the order of their primary keys. Not thread safe. */
final class PrimaryEntries extends LiveEntries {
    private static final int PRIMARY = -1;

    private final RangeScan scan;
    private final EntryPlace listed = new EntryPlace();

    PrimaryEntries(QueryContext context, Source source) {
        scan = new RangeScan(context.scan(source.tableId(), PRIMARY), source);
    }

    @Override
    void startAfter(EntryPlace start) {
        scan.startAfter(start);
    }

    @Override
    boolean next() {
        return scan.next(this);
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
        return scan.ranges().copies(listed.key, listed.keyOffset, listed.keyLength);
    }
}
