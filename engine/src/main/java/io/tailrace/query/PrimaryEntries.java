package io.tailrace.query;

/** Documents in the order of their primary keys. Not thread safe. */
final class PrimaryEntries extends KeyPlacedEntries {
    private static final int PRIMARY = -1;

    private final RangeScan scan;

    PrimaryEntries(QueryContext context, Source source) {
        super(source);
        scan = new RangeScan(context.scan(source.tableId(), PRIMARY), source, ranges);
    }

    @Override
    void startAfter(EntryPlace start) {
        scan.startAfter(start);
    }

    @Override
    boolean next() {
        return scan.next(this);
    }
}
