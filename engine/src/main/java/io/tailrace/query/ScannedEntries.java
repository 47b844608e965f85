package io.tailrace.query;

import io.tailrace.document.Dictionary;

/** The entries of an index, or the documents in the order of their primary keys. Not thread safe. */
final class ScannedEntries extends LiveEntries {
    private static final int PRIMARY = -1;

    private final RangeScan scan;
    private final boolean primary;

    ScannedEntries(QueryContext context, Source source, Dictionary dictionary) {
        super(source, dictionary);
        primary = source.index() == null;
        int index = primary ? PRIMARY : source.index().id();
        scan = new RangeScan(context.scan(source.tableId(), index), source, ranges);
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
        return primary;
    }
}
