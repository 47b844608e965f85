package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.expression.IndexKeys;
import io.tailrace.index.EntryKeys;
import io.tailrace.index.EntryScan;
import org.agrona.DirectBuffer;

/** The entries of a secondary index in their order. Not thread safe. */
final class IndexEntries extends LiveEntries {
    private final SourceRanges ranges;
    private final RangeScan scan;
    private final EntryKeys keys;
    private final EntryPlace primary = new EntryPlace();

    IndexEntries(QueryContext context, Source source, Dictionary dictionary) {
        this(context.scan(source.tableId(), source.index().id()), source, new KeysOf(source.index(), dictionary));
    }

    /** @param keys what the index lists a document under */
    IndexEntries(EntryScan scan, Source source, EntryKeys keys) {
        ranges = new SourceRanges(source);
        this.scan = new RangeScan(scan, source, ranges);
        this.keys = keys;
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
        return false;
    }

    @Override
    int list(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        primary.key(key, keyOffset, keyLength);
        return keys.of(buffer, offset, length);
    }

    @Override
    int listed(int entry, EntryPlace into) {
        into.key(primary.key, primary.keyOffset, primary.keyLength);
        into.order(keys.buffer(), keys.offset(entry), keys.length(entry));
        into.position = entry;
        return ranges.copies(into.order, into.orderOffset, into.orderLength);
    }

    @Override
    boolean isInside(int candidate, EntryPlace entry) {
        return ranges.contains(candidate, entry.order, entry.orderOffset, entry.orderLength);
    }

    /** The keys under which an index lists documents. Not thread safe. */
    static final class KeysOf implements EntryKeys {
        private final IndexKeys keys;
        private final Document document;

        KeysOf(IndexDefinition index, Dictionary dictionary) {
            keys = new IndexKeys(index.expression(), index.multi(), dictionary);
            document = new Document(dictionary);
        }

        @Override
        public int of(DirectBuffer buffer, int offset, int length) {
            return keys.of(document.wrap(buffer, offset, length));
        }

        @Override
        public DirectBuffer buffer() {
            return keys.buffer();
        }

        @Override
        public int offset(int index) {
            return keys.offset(index);
        }

        @Override
        public int length(int index) {
            return keys.length(index);
        }
    }
}
